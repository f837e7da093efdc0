import type { Plan } from '../plan/plan-matrix.ts'
import { leftOut } from './left-out.ts'
import { cellTable } from './table.ts'
import { cellTree } from './tree.ts'
import { plural } from './words.ts'

export interface RenderOptions {
	readonly form: 'table' | 'tree'
	/** Lines on what a run would take. */
	readonly estimate?: readonly string[]
}

/** The plan as a person reads it: how much there is, the cells, what is not run and why. */
export function renderPlan(plan: Plan, { form, estimate = [] }: RenderOptions = { form: 'table' }): string {
	return [
		`${plan.name}: ${sizeOf(plan)} (matrix ${plan.matrixHash})`,
		...coverageLines(plan),
		...estimate,
		'',
		...(form === 'table' ? cellTable(plan) : cellTree(plan)),
		...leftOut(plan),
		'',
	].join('\n')
}

const sizeOf = ({ cells, shard }: Plan): string =>
	shard === undefined
		? plural(cells.length, 'cell')
		: `shard ${shard.index} of ${shard.of}, ${cells.length} of ${plural(shard.cells, 'cell')}`

function coverageLines({ coverage, product, excluded, pairs }: Plan): string[] {
	if (coverage === 'list') return []
	const out = excluded.reduce((sum, { count }) => sum + count, 0)
	const combinations = `${plural(product, 'combination')}${out === 0 ? '' : `, of which ${out.toLocaleString('en')} cannot be or are left out`}`
	return coverage === 'full' || pairs === undefined
		? [`every one of ${combinations}`]
		: [
				`pairwise (seed ${pairs.seed}): every one of ${plural(pairs.covered, 'possible pair')} of values, out of ${combinations}`,
			]
}
