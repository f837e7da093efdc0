import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { catalogue } from '#suites'
import { matrixText, measurePlan, measureRules } from './measure.ts'

const counts = [1_000, 10_000, 100_000] as const
const MIB = 1024 ** 2

/** One size in this process, so that its memory is its own. */
function one(cells: number): void {
	const { plan, ...planned } = measurePlan(matrixText(cells, 'full'))
	const memory = Math.round(process.resourceUsage().maxRSS / 1024)
	const pairwise = measurePlan(matrixText(cells, 'pairwise'))
	const rules = measureRules(plan)
	console.log(
		JSON.stringify({
			cells: planned.cells,
			planMs: planned.ms,
			planCpuMs: planned.cpuMs,
			planPeakMiB: memory,
			product: plan.product,
			pairwiseCells: pairwise.cells,
			pairwiseMs: pairwise.ms,
			pairwiseCpuMs: pairwise.cpuMs,
			ruleQuestions: rules.cells * catalogue.length,
			rulesMs: rules.ms,
			rulesCpuMs: rules.cpuMs,
			heapMiB: Math.round(process.memoryUsage().heapUsed / MIB),
		}),
	)
}

const size = Number(process.argv[2] ?? 0)
if (size > 0) one(size)
else {
	const rows = counts.map((cells) => {
		const out = execFileSync(process.execPath, [...process.execArgv, import.meta.filename, String(cells)], {
			encoding: 'utf8',
		})
		return JSON.parse(out) as Record<string, number>
	})
	const keys = Object.keys(rows[0] ?? {})
	const table = [keys, keys.map(() => '---:'), ...rows.map((row) => keys.map((key) => String(row[key])))]
	const markdown = [
		'# Planner and rule engine',
		'',
		`\`npm run bench:plan\`, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${new Date().toISOString().slice(0, 10)}. Each row is a process of its own; \`planMs\` is reading the file and planning every cell, \`…CpuMs\` is the processor's part of the time before it (the machine had other work), \`planPeakMiB\` the most memory the process had until then (Node and the TypeScript loader included), \`rulesMs\` asking the rules about every check of every cell.`,
		'',
		...table.map((row) => `| ${row.join(' | ')} |`),
		'',
	].join('\n')
	writeFileSync(new URL('results.md', import.meta.url), markdown)
	console.log(markdown)
}
