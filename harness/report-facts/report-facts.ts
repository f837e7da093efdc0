import { listPresets } from '#harness/matrix'
import type { ReportFacts } from '#results'
import { askedByDefault, catalogue, chineseReasons } from '#suites'

/** What reports say beyond a run's record: what each check asks and why it is not asked somewhere, and how a cell is run again. */
export async function reportFacts(): Promise<ReportFacts> {
	const contracts = new Map(catalogue.map(({ id, contract, chinese }) => [id, { en: contract, zh: chinese }]))
	return { contracts, asked: askedByDefault, reasons: chineseReasons, presets: await listPresets() }
}
