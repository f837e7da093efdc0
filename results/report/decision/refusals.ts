import { alternativesOf, ignoresSince, type Remedy, type RuleConditions } from '../../expectations/index.ts'
import { stackVersion } from '../../model/index.ts'
import type { CellRecord, Results } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { inRange } from '../../versions/index.ts'
import { type Advised, together } from './advise.ts'
import { lostBy } from './effects.ts'
import { heldIn } from './held.ts'

/** What the daemon wants br_netfilter for: icc=false, else userland-proxy=false. */
export const refusesWhen = ({ axes, daemonSettings }: CellRecord): RuleConditions => ({
	axes: { brNetfilter: [axes.brNetfilter] },
	daemon: daemonSettings.icc === false ? { icc: [false] } : { userlandProxy: [false] },
})

/** The variable, from the version on that knows it (moby #49306). */
function ignores(remedy: Remedy, cell: CellRecord): boolean {
	if (remedy.kind === 'upgrade') return remedy.ignoring === true
	const knows = inRange('program', stackVersion('dockerd', cell) ?? '', { from: ignoresSince }) === true
	return knows && remedy.kind === 'setting' && remedy.to === '1'
}

function waysOf(results: Results, docker: string, index: number): Advised[] {
	const cell = results.cells[index]
	if (cell === undefined) return []
	const all = alternativesOf(cell, [], true)
	const loaded = all.find(({ remedy }) => remedy.kind === 'kernel')
	if (loaded === undefined) return []
	const when = refusesWhen(cell)
	return [loaded, ...all.filter(({ remedy }) => ignores(remedy, cell))].map(({ remedy, cell: after }) => {
		// A daemon that is down opens nothing: what counts is what the module would have kept shut.
		const lost = lostBy(loaded.cell, after)
		const sought = { remedies: [remedy], when, checks: ['daemon.starts'] }
		return {
			...sought,
			kind: lost.some(({ rule }) => isSecurityGap(rule)) ? 'opens' : 'helps',
			remains: [],
			lost,
			cells: [index],
			held: heldIn(results, docker, sought),
		}
	})
}

/** What makes a daemon start that refuses to without br_netfilter, as documented. Pure. */
export const waysToStart = (results: Results, docker: string, cells: readonly number[]): Advised[] =>
	together(cells.flatMap((index) => waysOf(results, docker, index)))
