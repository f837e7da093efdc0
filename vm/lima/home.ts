import { chmod, chown, copyFile, link, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { HostError } from '#results/errors'
import {
	makeScratch,
	removeScratch,
	runProgram,
	runTool,
	sweepDirectories,
	type Bounded,
} from '../host/index.ts'
import type { LimaUser } from './limactl.ts'

/** Lima's name of the instance: each VM has a LIMA_HOME of its own, so that none can be in another one's way. */
export const INSTANCE = 'vm'

/** The longest path of a socket that Lima makes in LIMA_HOME. */
const SOCKET = `${INSTANCE}/ssh.sock.1234567890123456`

/** `rm-lima-4711-x5Jv9q`: whose it is, for a later harness to remove. */
const form = /^rm-lima-(\d+)-\w{6}$/

/** Where one VM of Lima's lives. Removing it removes the instance and its disks. */
export interface LimaHome {
	/** Ours; what the harness shows to limactl's user lies in it. */
	readonly directory: string
	/** LIMA_HOME: limactl's user's. */
	readonly home: string
	/** The instance's directory, which limactl makes. */
	readonly instance: string
	readonly user: LimaUser
}

/** @throws HostError for a temporary directory with too long a name; nothing is made then. */
export async function makeLimaHome(user: LimaUser, maxSocketPath: number): Promise<LimaHome> {
	const parent = tmpdir()
	const longest = join(parent, `rm-lima-${process.pid}-XXXXXX`, 'h', SOCKET)
	const excess = Buffer.byteLength(longest) - maxSocketPath
	if (excess > 0)
		throw new HostError(`The temporary directory ${parent} is ${excess} bytes too long for a LIMA_HOME`, {
			hint: 'Lima makes sockets in it, whose paths are limited. Set TMPDIR to a shorter directory.',
		})
	const directory = await makeScratch(parent, `rm-lima-${process.pid}-`)
	const home = join(directory, 'h')
	await chmod(directory, user.owner ? 0o711 : 0o700)
	await mkdir(join(directory, 'f'), { mode: 0o755 })
	await mkdir(home, { mode: 0o700 })
	const made: LimaHome = { directory, home, instance: join(home, INSTANCE), user }
	await give(made, home)
	return made
}

/** Hands a file that the harness made to limactl's user. Never a link: the cache's file would be theirs. */
export async function give({ user: { owner } }: LimaHome, path: string): Promise<void> {
	if (owner) await chown(path, owner.uid, owner.gid)
}

/** Where limactl's user can read a file of the cache's, which may lie where nobody else comes. It cannot be written to. */
export async function show({ directory, user }: LimaHome, path: string, bounded: Bounded): Promise<string> {
	if (!user.owner) return path
	const shown = join(directory, 'f', `${(await readdir(join(directory, 'f'))).length}-${basename(path)}`)
	const readable = ((await stat(path)).mode & 0o004) !== 0
	const linked =
		readable &&
		(await link(path, shown).then(
			() => true,
			() => false,
		))
	if (linked) return shown
	// Another file system: a copy, of the blocks that are there.
	await runTool(['cp', '--sparse=always', '--reflink=auto', path, shown], { to: `copy ${path}`, ...bounded })
	await chmod(shown, 0o644)
	return shown
}

/** Copies what an instance logged beside its other evidence; what is not there is not. */
export async function keepLog({ instance }: LimaHome, name: string, to: string): Promise<void> {
	await copyFile(join(instance, name), to).catch(() => undefined)
}

/** Ends what is left of a VM and removes its directory. @throws HostError when something of it stays. */
export const removeLimaHome = ({ directory }: LimaHome): Promise<void> => removeInstance(directory)

async function removeInstance(directory: string): Promise<void> {
	await endProcesses(join(directory, 'h', INSTANCE))
	await removeScratch([directory])
}

/**
 * Ends and removes what harnesses that are gone left behind, by name. @returns the directories that it removed.
 */
export const sweepLima = (parent = tmpdir()): Promise<string[]> =>
	sweepDirectories(parent, form, removeInstance)

/** What Lima runs for an instance; the first word may be the interpreter of the second. run.sh has the same names. */
const isOfLima = (words: string): boolean =>
	words
		.split(' ')
		.slice(0, 2)
		.some((word) => /(?:^|\/)(?:limactl|qemu-[\w.-]+|ssh)$/.test(word))

/**
 * Ends what Lima runs for an instance and outlives limactl: the host agent and QEMU, known by the instance's directory in
 * their command line. Somebody who only reads a log there is left alone.
 */
async function endProcesses(instance: string): Promise<void> {
	for (const { pid, words } of await processes()) {
		if (pid === process.pid || !isOfLima(words) || !words.includes(`${instance}/`)) continue
		try {
			process.kill(pid, 'SIGKILL')
		} catch {
			// It has just ended.
		}
	}
}

async function processes(): Promise<{ pid: number; words: string }[]> {
	if (process.platform !== 'linux') {
		const end = await runProgram(['ps', '-axww', '-o', 'pid=,command='])
		if (end.state !== 'ended') return []
		return end.output.split('\n').flatMap((line) => {
			const found = /^\s*(\d+)\s+(.*)$/.exec(line)
			return found ? [{ pid: Number(found[1]), words: found[2]! }] : []
		})
	}
	const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
	return Promise.all(
		pids.map(async (pid) => ({
			pid: Number(pid),
			words: (await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')).replaceAll('\0', ' '),
		})),
	)
}
