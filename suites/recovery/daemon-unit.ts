import { GuestCommandError, slowMachineHint, TimeoutError } from '#results/errors'
import type { Guest } from '#vm'
import { lastWords } from '../check/last-words.ts'
import { daemonDropIns, daemonUnitName as unit, guestCommands, ofDaemon } from '#vm/guest/commands'
import { type Preparation, preparedDropIn } from './preparation.ts'

/** How a start of the daemon ended; the journal is what the unit wrote since, guest text. */
export interface Start {
	readonly state: 'active' | 'failed'
	readonly journal: string
	readonly ms: number
}

/** The systemd user unit of the daemon, as its own user controls it. */
export interface DaemonUnit {
	/**
	 * `systemctl --user restart`, which starts a unit that is stopped: in a world that was prepared or, without a
	 * preparation, as it was installed. A daemon that fails is a result. @throws TimeoutError when this machine was
	 * too slow for dockerd.
	 */
	restart(preparation?: Preparation): Promise<Start>
	/** Returns how long it took, in milliseconds. @throws GuestCommandError when systemd says that it failed; TimeoutError. */
	stop(): Promise<number>
	isActive(): Promise<boolean>
	/** Whether it is as it was installed. */
	isOriginal(): Promise<boolean>
}

export interface DaemonUnitOptions {
	readonly guest: Guest
	readonly signal: AbortSignal
	/** Milliseconds for one start or stop. Default: 90 s, since an emulated guest may have to share its host. */
	readonly deadline?: number
}

const dropIn = `${daemonDropIns}/zz-recovery.conf`

export function daemonUnit({ guest, signal, deadline = 90_000 }: DaemonUnitOptions): DaemonUnit {
	const systemctl = (...argv: readonly string[]) =>
		guest.exec(['systemctl', '--user', ...argv], { user: 'rootless', signal, deadline })

	return {
		async restart(preparation) {
			if (preparation === undefined) await guest.check(['rm', '-f', dropIn], { signal })
			else await guest.put(Buffer.from(preparedDropIn(preparation)), dropIn, { signal })
			await mustSucceed(await systemctl('daemon-reload'), 'daemon-reload')
			// Earlier starts count towards the unit's start limit. It fails when there is nothing to forget.
			await systemctl('reset-failed', unit)
			const cursor = await journalCursor(guest, signal)
			const { code, ms } = await systemctl('restart', unit)
			// Its own Restart=always would go on.
			if (code !== 0) await guest.exec(guestCommands.stopDaemon(), { user: 'rootless', signal, deadline })
			const journal = await journalSince(guest, cursor, signal)
			assertFastEnough(journal)
			return { state: code === 0 ? 'active' : 'failed', journal, ms }
		},
		async stop() {
			const cursor = await journalCursor(guest, signal)
			const stopped = await systemctl('stop', unit)
			await mustSucceed(stopped, `stop ${unit}`)
			assertFastEnough(await journalSince(guest, cursor, signal))
			return stopped.ms
		},
		isActive: async () => (await systemctl('is-active', unit)).code === 0,
		isOriginal: async () => (await guest.exec(['test', '!', '-e', dropIn], { signal })).code === 0,
	}
}

/** Why a start failed, in the daemon's own last words. */
export const whyFailed = ({ journal }: Start): string => lastWords({ state: 'failed', journal })

/** A place in the journal: what is written from now on comes after it. */
export async function journalCursor(guest: Guest, signal: AbortSignal): Promise<string> {
	const argv = guestCommands.journal(['--quiet', '-n', '0', '--show-cursor'])
	const { stdout } = await guest.check(argv, { signal })
	const cursor = /^-- cursor: (\S+)$/m.exec(stdout)?.[1]
	if (cursor !== undefined) return cursor
	throw new GuestCommandError("The guest's journal tells no place to read on from", { output: stdout })
}

/** What the daemon's unit wrote since. */
async function journalSince(guest: Guest, cursor: string, signal: AbortSignal): Promise<string> {
	const argv = guestCommands.journal(['--quiet', '-o', 'cat', `--after-cursor=${cursor}`, ofDaemon])
	return (await guest.check(argv, { signal })).stdout
}

/** What dockerd gives 15 s each: an overloaded host misses that, and it says nothing of the daemon. */
const tooSlow = /timeout waiting for containerd to start|Force shutdown daemon/

function assertFastEnough(journal: string): void {
	const words = tooSlow.exec(journal)?.[0]
	if (words !== undefined)
		throw new TimeoutError(`dockerd gave up after 15 s ("${words}"): this machine was too slow for it.`, {
			output: journal.slice(-2000),
			hint: slowMachineHint,
		})
}

async function mustSucceed(result: { code: number; stderr: string }, what: string): Promise<void> {
	if (result.code === 0) return
	throw new GuestCommandError(`"systemctl --user ${what}" exited with ${result.code}`, {
		output: result.stderr,
		hint: "See the daemon's journal, and the user's systemd.",
	})
}
