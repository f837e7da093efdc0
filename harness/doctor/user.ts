import { access, constants, readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { tryOwners } from '#images'
import type { Finding, Requirement } from './requirement.ts'

export interface UserPlaces {
	readonly subuid?: string
	readonly subgid?: string
	readonly kvm?: string
	/** Whom the harness runs as; default: this process's user. */
	readonly user?: { readonly username: string; readonly uid: number }
}

/** Debian's nobody has 65534, so that many ids a guest's files may have. */
const IDS = 65_536

const ROOT: Finding = { state: 'ok', note: 'not needed as root' }

/** What an ordinary user needs besides; root needs none of it. Checked before anything is built or cached. */
export function userRequirements(places: UserPlaces = {}): readonly Requirement[] {
	const { subuid = '/etc/subuid', subgid = '/etc/subgid', kvm = '/dev/kvm' } = places
	const user = places.user ?? userInfo()
	return [
		{
			id: 'newuidmap',
			why: "gives the files of the guest's root file system their owners, without root",
			package: 'uidmap',
			fatal: true,
			hint: 'Install the package uidmap, or run as root.',
			async probe({ run, isRoot, env, signal }) {
				if (isRoot) return ROOT
				const end = await run(['newuidmap'], { deadline: 30, env, signal })
				// Without arguments it prints how it is called, and fails.
				return end.state === 'absent' ? { state: 'missing', note: 'not installed' } : { state: 'ok' }
			},
		},
		{
			id: 'subordinate ids',
			why: "stand for the owners of the guest's files, without root",
			fatal: true,
			hint: `As root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${user.username}. Or run as root.`,
			async probe({ isRoot }) {
				if (isRoot) return ROOT
				const lacking: string[] = []
				for (const path of [subuid, subgid]) if ((await idsIn(path, user)) < IDS) lacking.push(path)
				return lacking.length === 0
					? { state: 'ok', version: `${IDS} or more` }
					: { state: 'missing', note: `${lacking.join(' and ')}: no ${IDS} ids for ${user.username}` }
			},
		},
		{
			id: 'user namespace',
			why: 'lets an ordinary user build the base image with its owners',
			fatal: true,
			hint: 'Does the kernel allow user namespaces (sysctl user.max_user_namespaces, AppArmor)? Or run as root.',
			async probe({ run, isRoot, env, signal }) {
				if (isRoot)
					return { state: 'ok', note: 'not needed as root; QEMU itself gives up root and runs as nobody' }
				const end = await run(tryOwners, { deadline: 30, env, signal })
				if (end.state === 'ended' && end.code === 0) return { state: 'ok' }
				const said = end.state === 'ended' ? end.output.trim().split('\n').at(-1) : undefined
				return { state: 'missing', note: said || 'one with the subordinate ids cannot be made' }
			},
		},
		{
			id: 'kvm',
			why: 'lets guests run at full speed, where the machine has it',
			fatal: false,
			hint: `As root: usermod --append --groups kvm ${user.username}; then log in again.`,
			async probe({ isRoot }) {
				const there = await access(kvm).then(
					() => true,
					() => false,
				)
				if (!there)
					return { state: 'ok', note: `this machine has no ${kvm}; guests run without it, more slowly` }
				if (isRoot) return { state: 'ok' }
				return access(kvm, constants.R_OK | constants.W_OK).then(
					(): Finding => ({ state: 'ok' }),
					(): Finding => ({
						state: 'warning',
						note: `${user.username} may not open ${kvm}: guests run several times slower`,
					}),
				)
			},
		},
	]
}

/** How many ids /etc/subuid or /etc/subgid gives a user, by name or by number. */
async function idsIn(path: string, { username, uid }: { username: string; uid: number }): Promise<number> {
	const text = await readFile(path, 'utf8').catch(() => '')
	return text
		.split('\n')
		.map((line) => line.split(':'))
		.filter(([who]) => who === username || who === String(uid))
		.reduce((sum, [, , count]) => sum + (Number(count) || 0), 0)
}
