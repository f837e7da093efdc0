import { GuestCommandError } from '#results/errors'
import { machineTrouble } from './machine-trouble.ts'
import { CheckFailed, messageOf } from './outcome.ts'

/**
 * What a failure is in which a server accepted and closed without an answer: no failure of the product where a probe
 * server says that the machine gave it no process to answer with. Else the error as it is.
 * @param readLogs What the probe servers have printed since the check began; asked only where it matters.
 */
export async function orServerTrouble(error: unknown, readLogs: () => Promise<string>): Promise<unknown> {
	if (!(error instanceof CheckFailed)) return error
	if (!error.ways.some((way) => !way.ok && way.form.kind === 'closed')) return error
	const words = machineTrouble(await readLogs().catch(() => ''))
	if (words === undefined) return error
	return new GuestCommandError(
		`A probe server could not answer, since its machine is in trouble ("${words}"): ${messageOf(error)}`,
		{ hint: 'The guest’s memory or limits are used up, so nothing is said about the product.' },
	)
}
