import type { BenchRecord, Way } from './record.ts'
import type { Spread } from './spread.ts'

const ways: Readonly<Record<Way, string>> = {
	naive: 'naive: a boot for each cell, one after the other',
	cold: 'from snapshots, which it takes first',
	warm: 'from snapshots that are there',
}

/** The record for a person, as Markdown. */
export function benchMarkdown(record: BenchRecord): string {
	const { host, ratios, starts } = record
	const phases = [...new Set(Object.values(record.ways).flatMap((way) => Object.keys(way.phases)))]
	return [
		`### Speed of \`${record.matrix}\``,
		'',
		`Measured on ${host.cpus} cores, accelerator ${host.accelerator}, QEMU ${host.qemu}, rootless-matrix ` +
			`${record.tool.version}. A ratio compares what was measured one after the other; the seconds are this machine's.`,
		'',
		'| How many times faster | median | lowest to highest | measured |',
		'| --- | --: | --: | --: |',
		ratioRow('a guest restored, than booted, to the end of its first command', ratios.start),
		ratioRow('a cell from its snapshot, than naively', ratios.cell),
		ratioRow('the whole run from snapshots, than naively', ratios.run),
		'',
		`One guest alone: booted in ${seconds(median(starts.boot))}, restored in ${seconds(median(starts.restore))}, ` +
			`with at most ${mebibytes(Math.max(...starts.peakBytes))} of the host's memory.`,
		'',
		`| The run | wall time | harness | ${phases.join(' | ')} |`,
		`| --- | --: | --: |${' --: |'.repeat(phases.length)}`,
		...(Object.keys(ways) as Way[]).map((way) => {
			const { wallMs, overhead, phases: spent } = record.ways[way]
			const columns = phases.map((phase) => (spent[phase] === undefined ? '' : seconds(spent[phase])))
			return `| ${ways[way]} | ${seconds(median(wallMs))} | ${percent(median(overhead))} | ${columns.join(' | ')} |`
		}),
		'',
		'"harness": the share of the wall time in which the guests waited for the harness. The phases are those of all cells ' +
			'added up.',
		'',
		record.differences.length === 0
			? 'All runs came to the same verdicts, check by check.'
			: [
					'**Not all runs came to the same verdicts:**',
					'',
					...record.differences.map((line) => `- ${line}`),
				].join('\n'),
		'',
	].join('\n')
}

const ratioRow = (what: string, { median, low, high, count }: Spread) =>
	`| ${what} | **${median.toFixed(1)}** | ${low.toFixed(1)} to ${high.toFixed(1)} | ${count}× |`

const median = (samples: readonly number[]): number =>
	[...samples].sort((a, b) => a - b)[Math.floor((samples.length - 1) / 2)] ?? 0

const seconds = (ms: number): string =>
	ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`
