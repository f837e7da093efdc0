import { expect, it } from 'vitest'
import { exampleAxes } from '#results/testing'
import { readAxis } from './axes.ts'
import { recorded } from './cell.ts'
import { readMatrix } from './file/read-matrix.ts'
import { planMatrix } from './plan/plan-matrix.ts'

const file = (axes: Record<string, unknown>) =>
	planMatrix(
		readMatrix(
			`schemaVersion: 1\nname: mine\ndaemons: { default: {} }\naxes: ${JSON.stringify({ ...exampleAxes, ...axes })}\ncoverage: full\n`,
			'm.yaml',
		),
	)
const cellsOf = (axes: Record<string, unknown>) => file(axes).cells.map(recorded)

it('a matrix without modules has the cells that it had, and so has one that leaves them as they are', () => {
	const plain = cellsOf({})
	expect(cellsOf({ modules: 'default' })).toEqual(plain)
	expect(JSON.stringify(plain)).not.toContain('modules')
})

it('modules make another cell, named by them, the same for a map in any order and for a text', () => {
	const [plain] = cellsOf({})
	const wanted = { ...plain?.axes, modules: 'ip_tables=absent,tun=loaded' }
	const [map] = cellsOf({ modules: { tun: 'loaded', ip_tables: 'absent' } })
	expect(map).toMatchObject({ slug: `${plain?.slug}-ip_tables-absent-tun-loaded`, axes: wanted })
	expect(map?.id).not.toBe(plain?.id)
	expect(cellsOf({ modules: ['default', 'ip_tables=absent,tun=loaded'] })).toEqual([plain, map])
})

it('says what the host has of each', () => {
	expect(readAxis('modules', 'nf-tables=absent,tun=loaded')).toMatchObject({
		value: [
			{ name: 'nf_tables', state: 'absent' },
			{ name: 'tun', state: 'loaded' },
		],
	})
})

it.each([
	['', 'such as'],
	['ip_tables', 'such as'],
	['ip_tables=unloaded', 'absent or loaded'],
	['ip_tables=ABSENT', 'absent or loaded'],
	['ip_tables=absent tun=loaded', 'such as'],
	['../x=absent', 'such as'],
	['x'.repeat(56) + '=absent', 'such as'],
	['br_netfilter=absent', 'brNetfilter'],
	['virtio_blk=absent', 'the VM itself'],
	['ip_tables=absent,ip-tables=loaded', 'twice'],
])('what is no such thing is refused: %j', (text, words) => {
	expect(readAxis('modules', text)).toEqual({ expected: expect.stringContaining(words) as string })
})

it.each([[{}], [{ tun: 1 }], [[['tun', 'loaded']]], [3]])('so is %j in a file', (value) => {
	expect(() => file({ modules: value })).toThrow(/axes\.modules|expected modules/)
})
