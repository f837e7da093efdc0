import { GuestCommandError } from '#results/errors'
import { machineTrouble } from './machine-trouble.ts'
import { CheckFailed, messageOf } from '../outcome.ts'

/**
 * What a failure is in which a server accepted and closed without an answer: no failure of the product where a probe
 * server says that the machine gave it no process to answer with. Else the error as it is.
 * @param readLogs What the probe servers have printed since the check began; asked only where it matters.
 */
export async function orServerTrouble(error: unknown, readLogs: () => Promise<string>): Promise<unknown> {
	if (!(error instanceof CheckFailed)) return error
	if (!error.ways.some((way) => !way.ok && way.form.kind === 'closed')) return error
	const logs = await readLogs().catch(() => '')
	// What else a server met, such as a client that was gone, is no reason to close without an answer.
	const forks = logs.split('\n').filter((line) => /fork/i.test(line))
	const words = machineTrouble(forks.join('\n'))
	if (words === undefined) return error
	return new GuestCommandError(
		`A probe server could not answer, since its machine is in trouble ("${words}"): ${messageOf(error)}`,
		{ hint: 'The guest’s memory or limits are used up, so nothing is said about the product.' },
	)
}
