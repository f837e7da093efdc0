import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BundleConfiguration, configurationOf, readBundle } from '#harness/collect'
import { distributions } from '#images/providers'
import { explainError, HarnessError } from '#results'
import { makeOwnedDirectory } from '#vm/host'
import { readKernelSet } from '#vm/kernel'
import { type Inspection, inspectKernel } from '../kernel/inspection.ts'

/** What a bundle says, understood. */
export interface FoundBundle {
	readonly configuration: BundleConfiguration
	/** Of its kernel's configuration, where it has one. */
	readonly inspection?: Inspection | undefined
	/** Said before all else. */
	readonly notes: readonly string[]
}

/** Reads a bundle, and holds its kernel's configuration against what rootless Docker wants. @throws ConfigurationError */
export async function openBundle(path: string, signal: AbortSignal): Promise<FoundBundle> {
	const bundle = await readBundle(path)
	const configuration = configurationOf(
		bundle,
		distributions.filter(({ system }) => system !== undefined).map(({ value }) => value),
	)
	const config = bundle.sections.get('config') ?? []
	if (config.length === 0)
		return { configuration, notes: [...configuration.notes, 'it has no kernel configuration'] }
	const dir = await makeOwnedDirectory('bundle')
	try {
		const file = join(dir, 'config')
		await writeFile(file, `${config.join('\n')}\n`)
		const inspection = inspectKernel(
			await readKernelSet([file], { signal }),
			configuration.docker ?? '27.5.1',
		)
		return { configuration, inspection, notes: configuration.notes }
	} catch (error) {
		if (!(error instanceof HarnessError) || signal.aborted) throw error
		return {
			configuration,
			notes: [...configuration.notes, `its kernel configuration: ${explainError(error)}`],
		}
	} finally {
		await rm(dir, { recursive: true, force: true })
	}
}
