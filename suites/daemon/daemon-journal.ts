import { randomBytes } from 'node:crypto'
import { GuestCommandError } from '#results/errors'
import type { Guest } from '#vm'
import { guestCommands, ofDaemon } from '#vm/guest/commands'
import { askUntil } from '#vm/host'

export interface JournalOptions {
	readonly signal: AbortSignal
	/** A place in the journal to read on from; default: since the VM booted. */
	readonly cursor?: string | undefined
	/** Milliseconds for a mark to show. Default: 60 s. */
	readonly deadline?: number
}

/** The daemon's messages. */
async function daemonJournal(guest: Guest, { signal, cursor }: JournalOptions): Promise<string> {
	const since = cursor === undefined ? [] : ['--quiet', `--after-cursor=${cursor}`]
	const argv = guestCommands.journal([...since, '-o', 'cat', ofDaemon])
	return (await guest.check(argv, { signal })).stdout
}

/** Of what dockerd-rootless.sh traces (set -x), in RootlessKit's child as well: dockerd's own lines come behind it. */
const startSign = '+ [ -w /run/user/'

/** What was written since the daemon's last start: what an earlier one said is not this one's. */
export const sinceLastStart = (journal: string): string =>
	journal.slice(Math.max(0, journal.lastIndexOf(startSign)))

/**
 * The first of its lines with these words, of the daemon that runs or of what came behind the cursor; undefined when there is none. In a busy emulated guest journalctl was seen to
 * miss lines that were seconds old, even after a sync, and to show them later: so a line is missing only when a mark that
 * the daemon's user wrote after it shows.
 * @throws GuestCommandError when the mark does not show either.
 */
export async function journalLine(
	guest: Guest,
	words: string,
	options: JournalOptions,
): Promise<string | undefined> {
	const { signal, deadline = 60_000 } = options
	const find = async () => {
		const journal = await daemonJournal(guest, options)
		const lines = options.cursor === undefined ? sinceLastStart(journal) : journal
		return lines.split('\n').find((line) => line.includes(words))
	}
	const early = await find()
	if (early !== undefined) return early
	const mark = randomBytes(8).toString('hex')
	const tag = 'rootless-matrix'
	await guest.check(['systemd-cat', '-t', tag, 'echo', mark], { user: 'rootless', signal })
	const shows = async () =>
		(await guest.check(guestCommands.journal(['-o', 'cat', '-t', tag]), { signal })).stdout.includes(mark)
	if (!(await askUntil(shows, (is) => is, deadline)))
		throw new GuestCommandError(
			`The guest's journal does not show within ${deadline / 1000} s what was written to it`,
			{ hint: 'This machine is too slow, or journald is in trouble: see the system’s journal.' },
		)
	return find()
}
