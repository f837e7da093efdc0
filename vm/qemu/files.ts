import { appendFile, chmod, chown, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { HostError } from '#results/errors'
import { generateSshKeyPair, type SshKeyPair } from '../guest/index.ts'
import {
	type Bounded,
	makeOwnedScratch,
	makeScratch,
	removeScratch,
	runTool,
	sweepWith,
} from '../host/index.ts'
import { seedArchive } from '../kernel/index.ts'
import { qemuArgv } from './argv.ts'
import { type AttachedDisk, type MemoryFile, needsWritableDisks } from './devices.ts'
import { SnapshotError } from '../snapshot-error.ts'
import { type Access, access, snapshotLayout } from './snapshot/layout.ts'
import { type SeedFile, usualDevices, type VmSpec } from '../spec.ts'

/** What a start left in the evidence directory, whether or not it succeeded. */
export interface VmEvidence {
	readonly console: string
	readonly argv: string
	readonly stderr: string
}

/** Who this VM is to be, and no other: the harness's key pair and its sshd's. */
export interface VmIdentity {
	readonly client: SshKeyPair
	readonly host: SshKeyPair
}

export interface PreparedVm {
	readonly argv: string[]
	readonly evidence: VmEvidence
	/** Removed when QEMU ends. */
	readonly directories: string[]
	readonly qmpSocket: string
	/** Where a guest that goes on is told who it is. */
	readonly handshakeSocket: string
	readonly pidFile: string
	/** A directory where QEMU, after it gave up root, may listen and connect. */
	readonly exchange: string
	/** How the harness gets in at first. */
	readonly privateKey: string
	/** The public key that the guest's sshd must show at first. */
	readonly hostKey: string
	/** What the guest has to be told when it is restored from a snapshot: it still is who the snapshot was. */
	readonly identity?: VmIdentity
	/** The devices' state to go on from. */
	readonly devices?: string
}

/** Milliseconds to copy a guest's memory on a busy disk. */
const COPY_DEADLINE = 900_000

/** Everything a VM needs on disk before QEMU starts. Removes what it made when it fails. */
export async function prepareVm(spec: VmSpec, bounded: Bounded = {}): Promise<PreparedVm> {
	// A short name of its own: a unix socket's path must stay below 108 bytes, a cell's slug may be long.
	const directories = [await makeOwnedScratch('vm')]
	try {
		const sockets = directories[0]!
		checkSocketRoom(sockets)
		if (spec.scratchDir !== undefined) {
			directories.push(await makeScratch(spec.scratchDir, 'vm-'))
			await sweepWith(sockets, resolve(directories[1]!))
		}
		const scratch = directories.at(-1)!
		const from = spec.restore === undefined ? undefined : snapshotLayout(spec.restore)
		const to = spec.record === undefined ? undefined : snapshotLayout(spec.record)
		const evidence = await evidenceFiles(spec.evidenceDir)
		const dropTo = process.getuid?.() === 0 ? 'nobody' : undefined
		const overlay = to?.disk ?? join(scratch, 'root.qcow2')
		const under = from ? { path: from.disk, format: 'qcow2' } : spec.root
		// Each starts a program.
		const [exchange, disks, memory] = await Promise.all([
			exchangeDirectory(sockets, dropTo, bounded),
			attachDisks(spec, scratch, bounded),
			memoryOf(from?.memory, to?.memory, bounded),
			createQcow2(overlay, { backing: under }, bounded),
		])
		const identity = {
			client: generateSshKeyPair('rootless-matrix'),
			host: generateSshKeyPair(spec.name),
		}
		const paths = {
			console: evidence.console,
			qmpSocket: join(sockets, 'qmp'),
			handshakeSocket: join(sockets, 'handshake'),
			pidFile: join(sockets, 'qemu.pid'),
			overlay,
			initrd: from ? spec.initrd : join(scratch, 'initrd'),
			disks,
			memory,
			dropTo,
		}
		const known = from && (await readAccess(from.access))
		if (from) await continueConsole(evidence.console, from.console, known!)
		else {
			const seed = seedArchive([...accessFiles(identity), ...(spec.seed ?? [])])
			await writeFile(paths.initrd, Buffer.concat([await readFile(spec.initrd), seed]), { mode: 0o600 })
		}
		const argv = qemuArgv(spec, paths)
		await writeFile(evidence.argv, `${JSON.stringify(argv, null, 2)}\n`)
		const { qmpSocket, handshakeSocket, pidFile } = paths
		return {
			argv,
			evidence,
			directories,
			qmpSocket,
			handshakeSocket,
			pidFile,
			exchange,
			privateKey: known?.privateKey ?? identity.client.privateKey,
			hostKey: known?.hostKey ?? identity.host.publicKey,
			...(from ? { identity: identity, devices: from.devices } : {}),
		}
	} catch (error) {
		// What went wrong first is what is told.
		await removeScratch(directories).catch(() => undefined)
		throw error
	}
}

/** A unix socket's path holds 107 bytes; QEMU would only say that it cannot listen. */
function checkSocketRoom(sockets: string): void {
	const longest = join(sockets, 'exchange', 'save')
	const spare = 107 - Buffer.byteLength(longest)
	if (spare < 0)
		throw new HostError(
			`The temporary directory ${dirname(sockets)} is ${-spare} bytes too long for a VM's sockets`,
			{
				hint: 'Set TMPDIR to a shorter directory.',
			},
		)
}

async function evidenceFiles(directory: string): Promise<VmEvidence> {
	await mkdir(directory, { recursive: true })
	const evidence = {
		console: join(directory, 'console.log'),
		argv: join(directory, 'qemu.argv.json'),
		stderr: join(directory, 'qemu.stderr.log'),
	}
	// Each boot has its own; QEMU would append to an earlier attempt's.
	for (const file of [evidence.console, evidence.stderr]) await writeFile(file, '')
	await chmod(evidence.console, 0o644)
	return evidence
}

/** @throws SnapshotError when the file is damaged; what the file system says when it cannot be read. */
async function readAccess(path: string): Promise<Access> {
	const text = await readFile(path, 'utf8')
	try {
		return access.parse(JSON.parse(text))
	} catch {
		// Without the cause, which would quote a private key.
		throw new SnapshotError(`${path} does not say how to get into the snapshot's guest`)
	}
}

/** What the guest printed before the snapshot is its console's beginning: the kernel's banner is in it. */
async function continueConsole(console: string, earlier: string, { takenAt }: Access): Promise<void> {
	await copyFile(earlier, console)
	await appendFile(console, `\n[rootless-matrix: restored from a snapshot of ${takenAt}]\n`)
}

async function exchangeDirectory(
	parent: string,
	dropTo: string | undefined,
	bounded: Bounded,
): Promise<string> {
	const exchange = join(parent, 'exchange')
	await mkdir(exchange, { mode: 0o700 })
	if (dropTo !== undefined) {
		await chown(exchange, Number(await runTool(['id', '-u', dropTo], bounded)), 0)
		// QMP's socket beside it is not writable for others.
		await chmod(parent, 0o711)
	}
	return exchange
}

async function createQcow2(
	path: string,
	image: {
		readonly backing?: { readonly path: string; readonly format: string }
		readonly bytes?: number | undefined
	},
	bounded: Bounded,
): Promise<void> {
	const { backing, bytes } = image
	const under = backing ? ['-b', backing.path, '-F', backing.format] : []
	const size = bytes === undefined ? [] : [String(bytes)]
	await runTool(['qemu-img', 'create', '-q', '-f', 'qcow2', ...under, path, ...size], bounded)
}

function attachDisks(
	{ disks = [], devices = usualDevices }: Pick<VmSpec, 'disks' | 'devices'>,
	scratch: string,
	bounded: Bounded,
): Promise<AttachedDisk[]> {
	const writable = needsWritableDisks(devices.disk)
	return Promise.all(
		disks.map(async ({ serial, path, bytes }, index): Promise<AttachedDisk> => {
			if (path !== undefined && bytes === undefined && !writable) return { serial, path, format: 'raw' }
			const window = join(scratch, `disk${index}.qcow2`)
			const backing = path === undefined ? {} : { backing: { path, format: 'raw' } }
			await createQcow2(window, { ...backing, bytes }, bounded)
			return { serial, path: window, format: 'qcow2' }
		}),
	)
}

async function memoryOf(
	from: string | undefined,
	to: string | undefined,
	bounded: Bounded,
): Promise<MemoryFile | undefined> {
	if (to === undefined) return from === undefined ? undefined : { path: from, mode: 'private' }
	// QEMU makes it when there is nothing to copy.
	if (from !== undefined)
		await runTool(['cp', '--sparse=always', '--reflink=auto', from, to], {
			to: "copy a snapshot's memory",
			signal: bounded.signal,
			deadline: COPY_DEADLINE,
		})
	return { path: to, mode: 'kept' }
}

/**
 * How the harness gets in. MaxSessions: a suite runs many commands over one connection. UsePAM: it would start
 * a user manager for root, seconds of an emulated boot. `more`: lines of sshd_config.
 */
export function accessFiles({ client, host }: VmIdentity, more = ''): SeedFile[] {
	return [
		{ path: '/root/.ssh/authorized_keys', content: `${client.publicKey}\n`, mode: 0o600 },
		{ path: '/etc/ssh/ssh_host_ed25519_key', content: host.privateKey, mode: 0o600 },
		{ path: '/etc/ssh/ssh_host_ed25519_key.pub', content: `${host.publicKey}\n` },
		{
			path: '/etc/ssh/sshd_config.d/10-rootless-matrix.conf',
			content: `PermitRootLogin prohibit-password\nMaxSessions 100\nUseDNS no\nUsePAM no\n${more}`,
		},
	]
}
