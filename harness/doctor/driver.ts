import { HostError } from '#results'
import { lackingWords, type VmDriver } from '#vm'
import type { Row } from './accelerator.ts'

const base = { id: 'VM driver', why: 'runs the VMs; what it has not is said', fatal: true } as const

/** The row that tells what runs the VMs here and what it cannot do, and the driver where there is one. */
export async function driverRow(
	choose: () => Promise<VmDriver>,
	signal?: AbortSignal,
): Promise<{ readonly row: Row; readonly driver?: VmDriver }> {
	try {
		const driver = await choose()
		const lacking = lackingWords(driver.capabilities)
		const version = driver.name
		const finding =
			lacking.length === 0
				? ({ state: 'ok', version } as const)
				: ({ state: 'warning', version, note: `it has ${lacking.join('; ')}` } as const)
		return { row: { ...base, finding }, driver }
	} catch (error) {
		signal?.throwIfAborted()
		if (!(error instanceof HostError)) throw error
		const { message, hint } = error
		return { row: { ...base, finding: { state: 'missing', note: message }, ...(hint ? { hint } : {}) } }
	}
}
