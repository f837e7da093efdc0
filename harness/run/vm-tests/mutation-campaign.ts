import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import {
	askWhole,
	byCell,
	exemptChecks,
	type MutationCellName,
	mutationCells,
	mutations,
	type Mutation,
	type Tried,
	tryMutation,
	uncovered,
} from '#suites/mutation'
import { catalogue } from '#suites'
import { openTriedCell } from './open-tried-cell.ts'

// `npm run test:mutation -- [--cell NAME …] [--only CHECK|WORDS …] [--jobs N]`: tries every broken world in real VMs.
const { values } = parseArgs({
	options: {
		cell: { type: 'string', multiple: true },
		only: { type: 'string', multiple: true },
		jobs: { type: 'string', default: String(Math.max(1, Math.min(2, availableParallelism()))) },
	},
})

const asked = mutations.filter(
	({ cell, name, red }) =>
		values.cell?.includes(cell) !== false &&
		values.only?.some((one) => Object.hasOwn(red, one) || name.includes(one)) !== false,
)
const log = (line: string) => void process.stdout.write(`${line}\n`)
const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`

const began = performance.now()
const tried: Tried[] = []
const troubles: string[] = []

function report({ mutation, ms, shown, trouble }: Tried): void {
	const wrong = shown.filter((one) => one.wrong !== undefined)
	const mark = wrong.length === 0 && trouble === undefined ? '✓' : '✗'
	log(`${mark} ${mutation.cell}: ${mutation.name} (${seconds(ms)})`)
	if (trouble !== undefined) log(`    ${trouble}`)
	for (const { check, forms, verdict } of shown.filter(({ wrong: is }) => is === undefined))
		if (verdict === 'fail')
			log(
				`    red ${check} ${Object.entries(forms)
					.map(([way, form]) => `${way}: ${form}`)
					.join(', ')}`,
			)
	for (const { check, wrong: what } of wrong) log(`    ✗ ${check}: ${what}`)
}

async function tryCell(name: MutationCellName, own: readonly Mutation[]): Promise<void> {
	const { axes, daemonSettings } = mutationCells[name]
	log(`· ${name}: opening`)
	await using cell = await openTriedCell(axes, daemonSettings)
	const whole = async (when: string, withRestarts: boolean) => {
		const wrong = await askWhole(cell, own, { withRestarts })
		for (const what of wrong) log(`✗ ${name}, ${when}: ${what}`)
		if (wrong.length === 0) log(`✓ ${name}, ${when}: as expected`)
		troubles.push(...wrong.map((what) => `${name}, ${when}: ${what}`))
	}
	await whole('whole', false)
	for (const mutation of own) {
		const one = await tryMutation(cell, mutation)
		tried.push(one)
		report(one)
	}
	await whole(
		'whole again',
		own.some(({ restart }) => restart !== undefined),
	)
}

const waiting = [...byCell(asked)]
async function work(): Promise<void> {
	for (let next = waiting.shift(); next; next = waiting.shift()) {
		const [name, own] = next
		await tryCell(name, own).catch((error: unknown) => {
			troubles.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
			log(`✗ ${name} broke off: ${String(error)}`)
		})
	}
}
await Promise.all(Array.from({ length: Number(values.jobs) }, work))

const shownRed = new Set(
	tried.flatMap(({ shown }) => shown.flatMap(({ check, verdict }) => (verdict === 'fail' ? [check] : []))),
)
const survivors = tried.flatMap(({ mutation, shown, trouble }) => [
	...shown.flatMap(({ check, wrong }) =>
		wrong === undefined ? [] : [`${check} when ${mutation.name} (${mutation.cell}): ${wrong}`],
	),
	...(trouble === undefined ? [] : [`${mutation.name} (${mutation.cell}): ${trouble}`]),
])
const missing = uncovered(mutations)
survivors.push(...missing.checks.map((id) => `${id}: no mutation`))
survivors.push(...missing.issues.map((id) => `known issue ${id}: told from nothing`))
log('')
log(
	`checks: ${catalogue.length}, of which ${Object.keys(exemptChecks).length} cannot fail; turned red: ${shownRed.size}`,
)
log(`mutations: ${asked.length}, tried: ${tried.length}, in ${seconds(performance.now() - began)}`)
log(`survivors: ${survivors.length === 0 ? 'none' : ''}`)
for (const line of survivors) log(`  ${line}`)
for (const line of troubles) log(`trouble: ${line}`)
process.exitCode = survivors.length + troubles.length + (asked.length - tried.length) === 0 ? 0 : 1
