import { GuestCommandError, slowMachineHint } from '#results/errors'
import { CheckFailed, messageOf } from '../outcome.ts'

/** Milliseconds. A guest runs `true` in a fraction of a second, also under TCG with another VM beside it. */
const MAX_PACE = 5000

/**
 * What a failure is on a guest that gets next to nothing of a processor: no failure of the product, whose drivers and
 * proxies then give up by their own clocks (pasta resets what it got no answer to, libnetwork its proxy). Else the error
 * as it is.
 * @param runTrue Runs `true` in the guest; asked only after a failure. What it throws changes nothing.
 */
export async function orStarvedGuest(error: unknown, runTrue: () => Promise<unknown>): Promise<unknown> {
	if (!(error instanceof CheckFailed)) return error
	const began = performance.now()
	const ended = await runTrue().then(
		() => true,
		() => false,
	)
	const ms = performance.now() - began
	if (!ended || ms <= MAX_PACE) return error
	return new GuestCommandError(
		`The guest took ${(ms / 1000).toFixed(1)} s to run \`true\`, so a time-out or a reset says nothing: ${messageOf(error)}`,
		{
			hint: slowMachineHint,
		},
	)
}
