import { listPresets } from '#harness/matrix'
import type { ReportFacts } from '#results'
import { catalogue } from '#suites'

/** What reports say beyond a run's record: what each check asks, and how a cell is run again. */
export async function reportFacts(): Promise<ReportFacts> {
	const contracts = new Map(catalogue.map(({ id, contract, chinese }) => [id, { en: contract, zh: chinese }]))
	return { contracts, presets: await listPresets() }
}
