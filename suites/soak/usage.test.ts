import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runningAs } from '../check/testing/running-as.ts'
import { growing, readUsage, seriesOf, type Sample } from './usage.ts'

const sample = (at: number, descriptors: number): Sample => ({
	at,
	programs: { dockerd: { descriptors: 90, kib: 100_000 }, pasta: { descriptors, kib: 20_000 } },
})
const run = (of: (at: number) => number): Sample[] =>
	Array.from({ length: 61 }, (_, index) => sample(index * 10, of(index * 10)))

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

it('flows that come until the first are let go are no leak', () => {
	expect(
		growing(
			run((at) => 20 + Math.min(at, 240)),
			600,
		),
	).toEqual([])
	expect(
		growing(
			run((at) => 200 + (at % 40)),
			600,
		),
	).toEqual([])
})

it('a descriptor that each question leaves is one', () => {
	expect(
		growing(
			run((at) => 20 + at),
			600,
		),
	).toEqual(['pasta 390 → 550'])
})

it('of a time that is too short nothing is said', () => {
	expect(
		growing(
			run((at) => 20 + at),
			599,
		),
	).toBeUndefined()
	expect(growing([], 600)).toBeUndefined()
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
