import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runningAs } from '../check/testing/running-as.ts'
import { leaking, readUsage, seriesOf, type Sample } from './usage.ts'

const sample = (at: number, descriptors: number): Sample => ({
	at,
	programs: { dockerd: { descriptors: 90, kib: 100_000 }, pasta: { descriptors, kib: 20_000 } },
})
it('processes of one name count together, and what is no line is passed over', () => {
	const text =
		'dockerd 95 81000\ncontainerd 20 30000\npasta 30 9000\ndocker-proxy 8 1000\ndocker-proxy 9 1100\nsh: x\n'
	expect(readUsage(text, 5)).toEqual({
		at: 5,
		programs: {
			dockerd: { descriptors: 95, kib: 81_000 },
			containerd: { descriptors: 20, kib: 30_000 },
			pasta: { descriptors: 30, kib: 9_000 },
			'docker-proxy': { descriptors: 17, kib: 2_100 },
		},
	})
	expect(() => readUsage('pasta 30 9000\n', 5)).toThrow(/dockerd/)
})

it('a report has the times once, and a series of each program', () => {
	expect(seriesOf([sample(0, 10), sample(10, 12)])).toEqual({
		seconds: [0, 10],
		descriptors: { dockerd: [90, 90], pasta: [10, 12] },
		kib: { dockerd: [100_000, 100_000], pasta: [20_000, 20_000] },
	})
})

it('flows that are let go at the end are no leak, however many there were at whatever rate', () => {
	// As pasta held them in ten minutes on a machine whose load changed (passt 2025_05_03).
	expect(leaking([157, 582, 423, 611, 158].map((held, at) => sample(at, held)))).toEqual([])
	expect(leaking([157, 600, 40].map((held, at) => sample(at, held)))).toEqual([])
})

it('descriptors that are still held then are one', () => {
	expect(leaking([157, 582, 611, 596].map((held, at) => sample(at, held)))).toEqual(['pasta 157 → 596'])
})

it('of a program that was not there before, all count; of one sample nothing is said', () => {
	const late: Sample = { at: 9, programs: { pasta: { descriptors: 20, kib: 1 } } }
	expect(leaking([{ at: 0, programs: {} }, late])).toEqual(['pasta 0 → 20'])
	expect(leaking([late])).toEqual([])
	expect(leaking([])).toEqual([])
})

it('the guest’s program tells of each process under its program’s name', async () => {
	await using _daemon = await runningAs('dockerd')
	await using _driver = await runningAs('.slirp4netns')
	await using _pasta = await runningAs('pasta.avx2')
	const program = join(import.meta.dirname, '../../images/guest/rootfs/usr/lib/rootless-matrix/stack-usage')
	const { stdout } = spawnSync('sh', [program], { encoding: 'utf8' })
	const { programs } = readUsage(stdout, 0)
	for (const name of ['dockerd', 'slirp4netns', 'pasta']) {
		expect(programs[name]?.descriptors).toBeGreaterThanOrEqual(3)
		expect(programs[name]?.kib).toBeGreaterThan(100)
	}
})
