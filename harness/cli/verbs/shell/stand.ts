import { readPlace, type ShellUser, shellUsers, type Stand, userComplaint } from '#harness/shell'
import type { StandFlags } from './command.ts'

/** Where and as whom, in flags; what is wrong with them is added to `problems`. */
export function readStand({ at, user }: StandFlags, command: readonly string[], problems: string[]): Stand {
	const place = readPlace(at)
	if (place === undefined)
		problems.push(`--at is one of host, netns, peer, container and container:NAME, not '${at}'`)
	const known = shellUsers.find((name) => name === user) satisfies ShellUser | undefined
	if (user !== undefined && known === undefined)
		problems.push(`--user is one of ${shellUsers.join(', ')}, not '${user}'`)
	const stand = {
		...(place ?? { at: 'host' }),
		user: known,
		command: command.length > 0 ? command : undefined,
	} as const
	const complaint = userComplaint(stand)
	if (complaint !== undefined) problems.push(complaint)
	return stand
}
