import { listPresets, loadMatrix, planMatrix } from '#harness/matrix'
import type { ReportFacts } from '#results'
import { askedByDefault, catalogue, chineseReasons } from '#suites'

/** What a run was of: the name of its matrix, and its cells. */
interface RunOf {
	readonly matrix: string
	readonly cells: readonly { readonly id: string }[]
}

/** What reports say beyond a run's record: what each check asks and why it is not asked somewhere, and how a cell is run again. */
export async function reportFacts(of: RunOf): Promise<ReportFacts> {
	const contracts = new Map(catalogue.map(({ id, contract, chinese }) => [id, { en: contract, zh: chinese }]))
	const presets = (await isPreset(of)) ? [of.matrix] : []
	return { contracts, asked: askedByDefault, reasons: chineseReasons, presets }
}

/** A file may be called as a preset is: its cells are others. */
async function isPreset({ matrix, cells }: RunOf): Promise<boolean> {
	if (!(await listPresets()).includes(matrix)) return false
	const planned = new Set(planMatrix(await loadMatrix({ preset: matrix })).cells.map(({ id }) => id))
	return cells.every(({ id }) => planned.has(id))
}
