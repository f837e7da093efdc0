import { GuestCommandError } from '#results/errors'
import type { Guest } from '#vm'
import { daemonUnitName, guestCommands } from '#vm/guest/commands'

export const kinds = ['process', 'listener', 'namespace', 'cgroup', 'mount', 'state', 'socket'] as const
type Kind = (typeof kinds)[number]

/** One thing that belongs to the daemon, as the guest's `stack-remains` names it. */
export interface Remnant {
	readonly kind: Kind
	readonly what: string
}

const isKind = (word: string): word is Kind => (kinds as readonly string[]).includes(word)

/** @throws GuestCommandError for a line of another form. */
export function parseRemains(text: string): Remnant[] {
	return text
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => {
			const [kind = '', what] = line.split(/ (.*)/s)
			if (isKind(kind) && what) return { kind, what }
			throw new GuestCommandError(`"stack-remains" printed a line that is none of its own: ${line}`)
		})
}

/**
 * Whether it may not outlive the daemon:
 * - processes and cgroups: the unit has KillMode=mixed, which ends all of its cgroup (systemd.kill(5)), and dockerd
 *   shuts down its containers unless live-restore is on (docs.docker.com, engine/daemon/live-restore);
 * - RootlessKit removes its state directory at its end (rootlesskit pkg/parent: `defer os.RemoveAll(opt.StateDir)`),
 *   dockerd its pid file and socket;
 * - what a shim keeps of a running container makes the next start fail (rootlesskit #355).
 * containerd leaves its debug and ttrpc sockets (measured with Docker 26.1 and 28.5) and takes them over.
 */
export const mustGo = ({ kind }: Pick<Remnant, 'kind'>): boolean => kind !== 'socket'

/** What a stack that runs always shows: who sees none of it sees nothing. */
const alwaysThere = [
	{ kind: 'process', what: /^rootlesskit/ },
	{ kind: 'process', what: /^dockerd/ },
	{ kind: 'process', what: /^containerd/ },
	{ kind: 'namespace', what: /^net / },
	{ kind: 'cgroup', what: new RegExp(`^${daemonUnitName.replaceAll('.', String.raw`\.`)}$`) },
	{ kind: 'state', what: /docker\.pid$/ },
	{ kind: 'state', what: /rootless(kit)?[^/]*$/ },
] as const

/** What a running stack should show and these remains do not, in words. */
export function unseen(remains: readonly Remnant[]): string[] {
	return alwaysThere
		.filter(({ kind, what }) => !remains.some((one) => one.kind === kind && what.test(one.what)))
		.map(({ kind, what }) => `${kind} ${what.source}`)
}

export async function stackRemains(guest: Guest, signal: AbortSignal): Promise<Remnant[]> {
	return parseRemains((await guest.check(guestCommands.stackRemains(), { signal })).stdout)
}
