import { probeImageName } from '#images'
import { ConfigurationError } from '#results'
import { netnsPrefix } from '#suites'
import type { AttachOptions, Guest } from '#vm'

/** Where a person can stand in a VM, as the checks do. */
export const shellPlaces = ['host', 'netns', 'peer', 'container'] as const
type ShellPlace = (typeof shellPlaces)[number]

export const shellUsers = ['rootless', 'root'] as const
export type ShellUser = (typeof shellUsers)[number]

/** Where, as whom, and what to run; without a command a shell. */
export interface Stand {
	readonly at: ShellPlace
	/** Of the place `container`: a running one's name or id; default: a new one of the probe image. */
	readonly container?: string | undefined
	readonly user?: ShellUser | undefined
	readonly command?: readonly string[] | undefined
}

/** `container:web` → a place and the container in it; undefined for what is no place. */
export function readPlace(text: string): Pick<Stand, 'at' | 'container'> | undefined {
	const [name = '', container] = text.split(/:(.+)/s)
	const at = shellPlaces.find((place) => place === name)
	if (at === undefined || (container !== undefined && at !== 'container')) return undefined
	return { at, container }
}

/** What is wrong with a user in a place, in words. */
export function userComplaint({ at, user }: Stand): string | undefined {
	if (at === 'peer' && user === 'rootless')
		return '--at peer is another machine, whose user is root: leave out --user rootless'
	if ((at === 'netns' || at === 'container') && user === 'root')
		return `--at ${at} is entered by the user rootless, who is root in there: leave out --user root`
	return undefined
}

/** A command of the guest's, and how it is started. */
export interface PlacedCommand {
	readonly argv: readonly string[]
	readonly context: Pick<AttachOptions, 'user' | 'env'>
}

/** bash sets its prompt after all files of settings were read: so that one sees where one is. */
const promptOf = (at: ShellPlace): string => `PS1="[${at}] \\u@\\h:\\w\\\\$ "; unset PROMPT_COMMAND`

const DOCKER_HOST = 'unix:///run/user/1000/docker.sock'

/**
 * What starts a command, or a shell, in a place.
 * @throws ConfigurationError for a user that the place does not have; DaemonError for `netns` without a daemon.
 */
export async function standIn(
	guest: Guest,
	stand: Stand,
	{
		path,
		isTerminal,
		signal,
	}: { readonly path: string; readonly isTerminal: boolean; readonly signal: AbortSignal },
): Promise<PlacedCommand> {
	const complaint = userComplaint(stand)
	if (complaint !== undefined) throw new ConfigurationError(complaint)
	const { at, user = 'rootless', command, container } = stand
	// Without a terminal bash reads its commands from standard input.
	const shell = command ?? ['bash', ...(isTerminal ? ['-i'] : [])]
	const env = { PATH: path, PROMPT_COMMAND: promptOf(at) }
	const asUser = { user: 'rootless', env: { ...env, DOCKER_HOST } } as const
	switch (at) {
		case 'host':
			return { argv: shell, context: user === 'root' ? { user, env } : asUser }
		case 'peer':
			return { argv: ['ip', 'netns', 'exec', 'peer', ...shell], context: { user: 'root', env } }
		case 'netns':
			return { argv: [...(await netnsPrefix(guest, signal)), ...shell], context: asUser }
		case 'container': {
			const flags = isTerminal ? ['-it'] : ['-i']
			const inside = command ?? ['sh']
			const argv =
				container === undefined
					? ['docker', 'run', '--rm', ...flags, probeImageName, ...inside]
					: ['docker', 'exec', ...flags, container, ...inside]
			return { argv, context: asUser }
		}
	}
}
