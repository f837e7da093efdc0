import { expect, it } from 'vitest'
import type { Results } from '#results'
import { type Measured, type Way, benchRecord } from './record.ts'
import { benchMarkdown } from './render.ts'
import { ratios, spread } from './spread.ts'

it('a spread has its median between its extremes, and nothing measured is no spread', () => {
	expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, count: 3 })
	expect(spread([4, 1])).toEqual({ median: 2.5, low: 1, high: 4, count: 2 })
	expect(() => spread([])).toThrow('Nothing was measured')
})

it('a ratio is of one round', () => {
	expect(ratios([100, 200], [10, 40])).toEqual({ median: 7.5, low: 5, high: 10, count: 2 })
})

const run = (way: Way, seconds: number, verdict = 'pass'): Measured => ({
	way,
	times: {
		wallMs: seconds * 1000,
		cells: { 'k6.12': seconds * 900 },
		phases: way === 'warm' ? { restore: 1000 } : { boot: 12_000 },
		overhead: 0.04,
	},
	results: { cells: [{ slug: 'k6.12', checks: [{ id: 'egress.tcp', verdict }] }] } as unknown as Results,
})

const record = (...measured: readonly Measured[]) =>
	benchRecord({
		matrix: 'quick',
		toolVersion: '1.0.0',
		measured,
		host: { accelerator: 'tcg', qemu: '10.0.2', cpus: 2 },
		starts: { boot: [12_000, 13_000], restore: [1000, 1000], peakBytes: [600 * 2 ** 20] },
	})

it('compares round by round, and says for a person what was measured', () => {
	const measured = record(
		run('cold', 90),
		run('naive', 100),
		run('warm', 25),
		run('naive', 120),
		run('warm', 20),
	)
	expect(measured.ratios).toMatchObject({
		start: { median: 12.5 },
		cell: { median: 5, low: 4, high: 6, count: 2 },
		run: { median: 5, count: 2 },
	})
	expect(benchMarkdown(measured)).toMatchInlineSnapshot(`
		"### Speed of \`quick\`

		Measured on 2 cores, accelerator tcg, QEMU 10.0.2, rootless-matrix 1.0.0. A ratio compares what was measured one after the other; the seconds are this machine's.

		| How many times faster | median | lowest to highest | measured |
		| --- | --: | --: | --: |
		| a guest restored, than booted, to the end of its first command | **12.5** | 12.0 to 13.0 | 2× |
		| a cell from its snapshot, than naively | **5.0** | 4.0 to 6.0 | 2× |
		| the whole run from snapshots, than naively | **5.0** | 4.0 to 6.0 | 2× |

		One guest alone: booted in 12 s, restored in 1.0 s, with at most 600 MiB of the host's memory.

		| The run | wall time | harness | boot | restore |
		| --- | --: | --: | --: | --: |
		| naive: a boot for each cell, one after the other | 100 s | 4.0 % | 12 s |  |
		| from snapshots, which it takes first | 90 s | 4.0 % | 12 s |  |
		| from snapshots that are there | 20 s | 4.0 % |  | 1.0 s |

		"harness": the share of the wall time in which the guests waited for the harness. The phases are those of all cells added up.

		All runs came to the same verdicts, check by check.
		"
	`)
})

it('names each check that came to another verdict in another way', () => {
	const { differences } = record(run('cold', 90), run('naive', 100), run('warm', 20, 'fail'))
	expect(differences).toEqual(['k6.12 egress.tcp: pass (cold), fail (warm)'])
	expect(benchMarkdown(record(run('cold', 9), run('naive', 9), run('warm', 2, 'fail')))).toContain(
		'- k6.12 egress.tcp: pass (cold), fail (warm)',
	)
})
