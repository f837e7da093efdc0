import { userInfo } from 'node:os'
import { HostError } from '#results'
import { runTool } from '#vm/host'

/** How files get the owners that they have in a guest. */
export interface GuestOwners {
	readonly mmdebstrapMode: 'root' | 'unshare'
	/** What goes before a command that has to be root, or to seem so. */
	readonly asRoot: readonly string[]
}

/** Debian's highest owner of a file is nobody, 65534; mapped ids are counted for users and for groups. */
const mapsAll = `awk '{ n += $3 } END { exit n < 2 * 65535 }' /proc/self/uid_map /proc/self/gid_map`

const unshared = ['unshare', '--user', '--map-root-user', '--map-auto', '--'] as const

/** Succeeds where whoever is not root can give files any owner; changes nothing. */
export const tryOwners: readonly string[] = [...unshared, 'sh', '-c', mapsAll]

/** Without root, a user namespace with the user's subordinate ids stands in: the results are the same. */
function ownersFor(isRoot: boolean): GuestOwners {
	return isRoot ? { mmdebstrapMode: 'root', asRoot: [] } : { mmdebstrapMode: 'unshare', asRoot: unshared }
}

/**
 * How this process gives files their owners.
 * @throws HostError, before anything is built, when neither way works.
 */
export async function guestOwners(
	signal: AbortSignal | undefined,
	isRoot = process.getuid?.() === 0,
): Promise<GuestOwners> {
	const owners = ownersFor(isRoot)
	if (isRoot) return owners
	try {
		await runTool(tryOwners, { to: 'try a user namespace', signal, deadline: 30_000 })
	} catch (cause) {
		if (!(cause instanceof HostError)) throw cause
		const { username } = userInfo()
		throw new HostError(
			`The guest's files cannot be given their owners: ${username} is not root and has no subordinate user ids.`,
			{
				cause,
				...(cause.output ? { output: cause.output } : {}),
				hint: `As root: apt-get install uidmap && usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${username}. Or run as root.`,
			},
		)
	}
	return owners
}
