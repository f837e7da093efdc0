import { expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../../testing/index.ts'
import type { Observations } from '../../schema/index.ts'
import { languages } from '../words/catalogue/languages.js'
import { measuresOf, throughputOf } from './throughput.ts'

const pasta = exampleCell('a'.repeat(12), 'a')
const again = exampleCell('b'.repeat(12), 'b', { daemon: 'icc-off' })
const slirp = exampleCell('c'.repeat(12), 'c', { network: 'slirp4netns', portDriver: 'builtin' })
const run = (...told: [typeof pasta, Observations, ('pass' | 'fail')?][]) =>
	exampleResults(
		told.map(([cell]) => cell),
		told.flatMap(([{ id }, observations, outcome = 'pass']) =>
			cellRun(id, checked(id, 'egress.transfer', { observations, outcome })),
		),
	)

it('has a series for each direction, and a bar for each driver and version', () => {
	const both = (mibPerSecond: number): Observations => ({
		out: { bytes: 1, mibPerSecond },
		in: { mibPerSecond: 1 },
	})
	const [out, back] = throughputOf(run([pasta, both(4)], [again, both(6)], [slirp, both(2)]))
	expect(out).toEqual({
		check: 'egress.transfer',
		measure: 'out',
		unit: 'MiB/s',
		bars: [
			{ label: 'pasta 2025_05_03', accelerator: 'tcg', median: 5, low: 4, high: 6, samples: 2 },
			{ label: 'slirp4netns / builtin', accelerator: 'tcg', median: 2, low: 2, high: 2, samples: 1 },
		],
	})
	expect(back?.measure).toBe('in')
})

it('says in the reader’s language what is measured', () => {
	const results = run([pasta, { out: { mibPerSecond: 4 }, 'peer.ms': { published: 3 } }])
	expect(measuresOf(results, languages.zh)).toEqual([
		{ measure: '发送', unit: 'MiB/秒' },
		{ measure: '自 peer 发起，至首个应答', unit: '毫秒' },
	])
})

it('shows no speed of a transfer that failed, and nothing that is no speed', () => {
	expect(
		throughputOf(
			run([pasta, { mibPerSecond: 9 }, 'fail'], [slirp, { bytes: 7, mibPerSecond: 'fast', list: [1] }]),
		),
	).toEqual([])
})

it('has the time until the first answer of a published port, and not that of the container’s own address', () => {
	const results = exampleResults(
		[pasta],
		cellRun(
			pasta.id,
			checked(pasta.id, 'publish.first-byte', { observations: { 'peer.ms': { direct: 10, published: 24 } } }),
		),
	)
	expect(throughputOf(results)).toMatchObject([
		{
			check: 'publish.first-byte',
			measure: 'from peer, until the first answer',
			unit: 'ms',
			bars: [{ median: 24 }],
		},
	])
})
