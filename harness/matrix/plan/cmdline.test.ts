import { describe, expect, it } from 'vitest'
import { plannedCell } from '#results'
import { exampleAxes } from '#results/testing'
import { readAxis } from '../axes.ts'
import { recorded } from '../cell.ts'
import { readMatrix } from '../file/read-matrix.ts'
import { renderPlan } from '../show/render.ts'
import { planMatrix } from './plan-matrix.ts'

const file = (axes: Record<string, string | string[]>) =>
	planMatrix(
		readMatrix(
			`schemaVersion: 1\nname: mine\ndaemons: { default: {} }\naxes: ${JSON.stringify({ ...exampleAxes, ...axes })}\ncoverage: full\n`,
			'm.yaml',
		),
	)

describe('a matrix without a command line', () => {
	it('has the cells that it had, and so has one that says "none"', () => {
		const plain = file({})
		expect(file({ cmdline: 'none' }).cells.map(recorded)).toEqual(plain.cells.map(recorded))
		expect(JSON.stringify(plain.cells.map(recorded))).not.toContain('cmdline')
	})

	it('says nothing of it in a plan', () => {
		expect(renderPlan(file({}))).not.toContain('cmdline')
		expect(renderPlan(file({ cmdline: ['none', 'ipv6.disable=1'] }))).toMatch(
			/cmdline\n.*none\n.*ipv6\.disable=1/,
		)
	})
})

it('words on the command line make another cell, named by them', () => {
	const { cells } = file({ cmdline: ['none', 'ipv6.disable=1 audit=0'] })
	const [first, second] = cells.map(recorded)
	expect(first).toEqual(recorded(file({}).cells[0]!))
	expect(second).toEqual({
		...first,
		id: second?.id,
		slug: `${first?.slug}-ipv6.disable_1-audit_0`,
		axes: { ...first?.axes, cmdline: 'ipv6.disable=1 audit=0' },
	})
	expect(second?.id).not.toBe(first?.id)
	expect(plannedCell.parse(second)).toEqual(second)
	expect(cells[1]?.axes.cmdline.value).toEqual(['ipv6.disable=1', 'audit=0'])
})

it.each([
	['', 'such as'],
	[' quiet', 'such as'],
	['a=1  b=2', 'such as'],
	['a="b c"', 'such as'],
	['a=$(reboot)', 'such as'],
	['a=1\nb=2', 'such as'],
	['-- foo', 'such as'],
	['x'.repeat(300), 'such as'],
	['ipv6.disable=1 console=tty0', '"console"'],
	['init=/bin/sh', '"init"'],
])('what cannot stand there is refused: %j', (text, words) => {
	expect(readAxis('cmdline', text)).toEqual({ expected: expect.stringContaining(words) as string })
})
