import {
	alternativesOf,
	type ExpectationCell,
	opensGap,
	type Remedy,
	type RuleConditions,
} from '../../expectations/index.ts'
import { askingForModule, knowsVariable, stackVersion } from '../../model/index.ts'
import type { CellRecord, Results } from '../../schema/index.ts'
import { type Advised, together } from './advise.ts'
import { isCore } from './core.ts'
import { failsThen, type Lost, lostBy } from './effects.ts'
import { heldIn } from './held.ts'

/** What is done, all of it, and the cell then. */
interface Done {
	readonly remedies: readonly Remedy[]
	readonly cell: ExpectationCell
}

/** What the daemon wants br_netfilter for: icc=false, else userland-proxy=false. */
export const refusesWhen = ({ axes, daemonSettings }: CellRecord): RuleConditions => ({
	axes: { brNetfilter: [axes.brNetfilter] },
	daemon: daemonSettings.icc === false ? { icc: [false] } : { userlandProxy: [false] },
})

/** The variable, from the version on that knows it (moby #49306). */
function ignores(remedy: Remedy, cell: CellRecord): boolean {
	if (remedy.kind === 'upgrade') return remedy.ignoring === true
	const isSet = remedy.kind === 'setting' && remedy.to === '1'
	return isSet && knowsVariable(stackVersion('dockerd', cell)) === true
}

/** The settings that ask for br_netfilter, at their defaults. */
function atDefaults(cell: CellRecord): Done {
	const asking = askingForModule(cell.daemonSettings, stackVersion('dockerd', cell))
	const rest = Object.entries(cell.daemonSettings).filter(([name]) => !asking.some((one) => one === name))
	return {
		remedies: asking.map((setting) => ({ kind: 'setting', setting, to: 'default' })),
		cell: { ...cell, daemonSettings: Object.fromEntries(rest) },
	}
}

/** What makes the daemon of a cell start that refuses to, and what fails then. Pure. */
export function startingWays(cell: CellRecord): (Done & Pick<Advised, 'kind' | 'lost'>)[] {
	const alternatives = alternativesOf(cell, [], true)
	const loaded = alternatives.find(({ remedy }) => remedy.kind === 'kernel')
	if (loaded === undefined) return []
	const ways = [loaded, ...alternatives.filter(({ remedy }) => ignores(remedy, cell))].map((one): Done => ({
		remedies: [one.remedy],
		cell: one.cell,
	}))
	const all = [...ways, atDefaults(cell)].map((way) => {
		// A daemon that is down opens nothing: every gap that is there once it starts opens then.
		const then = failsThen(way.cell)
		const told = new Set(then.map(({ check }) => check))
		const lost = [...then, ...lostBy(loaded.cell, way.cell).filter(({ check }) => !told.has(check))]
		return { ...way, lost, kind: kindOf(lost) }
	})
	const whole = all.filter(({ kind }) => kind !== 'breaks')
	// What opens a security gap comes last.
	return (whole.length > 0 ? whole : all).sort((a, b) => Number(opensGap(a)) - Number(opensGap(b)))
}

function waysOf(results: Results, docker: string, index: number): Advised[] {
	const cell = results.cells[index]
	if (cell === undefined) return []
	const when = refusesWhen(cell)
	// That it starts with the variable says nothing of what is done without it.
	const ignoring = results.cells.flatMap(({ daemonSettings }, at) =>
		daemonSettings.ignoreBrNetfilterError === '1' ? [at] : [],
	)
	return startingWays(cell).map(({ remedies, lost, kind }): Advised => {
		const sought = { remedies, when, checks: ['daemon.starts'] }
		const not = remedies.some((one) => ignores(one, cell)) ? [] : ignoring
		const held = heldIn(results, docker, sought, not)
		return { kind, remedies, lost, when, remains: [], cells: [index], held }
	})
}

function kindOf(lost: readonly Lost[]): Advised['kind'] {
	if (lost.some(({ check }) => isCore(check))) return 'breaks'
	return opensGap({ lost }) ? 'opens' : 'helps'
}

/** What makes a daemon start that refuses to without br_netfilter, as documented. Pure. */
export const waysToStart = (results: Results, docker: string, cells: readonly number[]): Advised[] =>
	together(cells.flatMap((index) => waysOf(results, docker, index)))
