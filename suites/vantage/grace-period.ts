import { askUntil } from '#vm/host'
import { ControlFailed } from '../check/outcome.ts'

/** When a port driver has seen what listens in RootlessKit's namespace, so that a closed port is no "not yet". */
export interface GracePeriod {
	/**
	 * Resolves when the driver has seen what listened there at `time` (of performance.now(); default: now).
	 * @throws ControlFailed when nothing shows that it has.
	 */
	since(time?: number): Promise<void>
}

/** builtin and slirp4netns: dockerd tells them, and they are ready when the container's start returns. */
export const toldAtOnce: GracePeriod = { since: async () => undefined }

/** A server in the namespace that is there for nothing else than to be seen. Disposing of it ends it. */
export interface Sentinel extends AsyncDisposable {
	/** Whether it answers from outside, which it does once pasta has seen it. */
	answers(): Promise<boolean>
}

/** Milliseconds for a look that comes once a second, on a machine that is slow for everything. */
const patience = 45_000

/**
 * pasta is told nothing: once a second it looks for ports that are newly listened on, on either side. What listened before
 * a sentinel did was seen by the look that saw the sentinel, so this waits for an event and not for a time.
 */
export function pastasLook(
	startSentinel: () => Promise<Sentinel>,
	{ now = () => performance.now(), deadline = patience } = {},
): GracePeriod {
	let seen = -Infinity
	let looking: { readonly from: number; readonly done: Promise<void> } | undefined

	async function look(from: number, before: Promise<void> | undefined): Promise<void> {
		await before?.catch(() => undefined)
		await using sentinel = await startSentinel()
		if (
			!(await askUntil(
				() => sentinel.answers(),
				(answers) => answers,
				deadline,
				{ now },
			))
		)
			throw new ControlFailed(
				`pasta has not forwarded a new port of its namespace within ${deadline / 1000} s`,
			)
		seen = Math.max(seen, from)
	}

	return {
		async since(time = now()) {
			if (seen >= time) return
			if (looking === undefined || looking.from < time) {
				const from = now()
				looking = { from, done: look(from, looking?.done) }
				// Whoever waits for it hears of it; nobody may.
				looking.done.catch(() => undefined)
			}
			await looking.done
		},
	}
}
