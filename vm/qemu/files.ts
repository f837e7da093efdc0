import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSshKeyPair } from '../guest/keys.ts'
import { seedArchive } from '../kernel/seed.ts'
import type { Bounded } from '../process/bounded.ts'
import { runTool } from '../process/run-tool.ts'
import { qemuArgv } from './argv.ts'
import type { SeedFile, VmSpec } from './spec.ts'

/** What a start left in the evidence directory, whether or not it succeeded. */
export interface VmEvidence {
	readonly console: string
	readonly argv: string
	readonly stderr: string
}

export interface PreparedVm {
	readonly argv: string[]
	readonly evidence: VmEvidence
	/** Removed when QEMU ends. */
	readonly directories: string[]
	readonly qmpSocket: string
	readonly pidFile: string
	readonly privateKey: string
	/** The public key that the guest's sshd must show. */
	readonly hostKey: string
}

/** Everything a VM needs on disk before QEMU starts. Removes what it made when it fails. */
export async function prepareVm(spec: VmSpec, bounded: Bounded = {}): Promise<PreparedVm> {
	// A short name of its own: a unix socket's path must stay below 108 bytes, a cell's slug may be long.
	const directories = [await mkdtemp(join(tmpdir(), 'rm-vm-'))]
	try {
		const sockets = directories[0]!
		if (spec.scratchDir !== undefined) directories.push(await mkdtemp(join(spec.scratchDir, 'vm-')))
		const scratch = directories.at(-1)!
		const evidence = await evidenceFiles(spec.evidenceDir)
		const paths = {
			console: evidence.console,
			qmpSocket: join(sockets, 'qmp'),
			pidFile: join(sockets, 'qemu.pid'),
			overlay: join(scratch, 'root.qcow2'),
			initrd: join(scratch, 'initrd'),
			dropTo: process.getuid?.() === 0 ? 'nobody' : undefined,
		}
		const backing = ['-b', spec.root.path, '-F', spec.root.format]
		await runTool('qemu-img', ['create', '-q', '-f', 'qcow2', ...backing, paths.overlay], bounded)
		const client = generateSshKeyPair('rootless-matrix')
		const host = generateSshKeyPair(spec.name)
		const seed = seedArchive([...accessFiles(client.publicKey, host), ...(spec.seed ?? [])])
		await writeFile(paths.initrd, Buffer.concat([await readFile(spec.initrd), seed]), { mode: 0o600 })
		const argv = qemuArgv(spec, paths)
		await writeFile(evidence.argv, `${JSON.stringify(argv, null, 2)}\n`)
		const { qmpSocket, pidFile } = paths
		const { privateKey } = client
		return { argv, evidence, directories, qmpSocket, pidFile, privateKey, hostKey: host.publicKey }
	} catch (error) {
		await removeDirectories(directories)
		throw error
	}
}

export async function removeDirectories(directories: readonly string[]): Promise<void> {
	await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })))
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

/**
 * How the harness gets in. MaxSessions: a suite runs many commands over one connection. UsePAM: it would start
 * a user manager for root, seconds of an emulated boot.
 */
function accessFiles(authorizedKey: string, host: { privateKey: string; publicKey: string }): SeedFile[] {
	return [
		{ path: '/root/.ssh/authorized_keys', content: `${authorizedKey}\n`, mode: 0o600 },
		{ path: '/etc/ssh/ssh_host_ed25519_key', content: host.privateKey, mode: 0o600 },
		{ path: '/etc/ssh/ssh_host_ed25519_key.pub', content: `${host.publicKey}\n` },
		{
			path: '/etc/ssh/sshd_config.d/10-rootless-matrix.conf',
			content: 'PermitRootLogin prohibit-password\nMaxSessions 100\nUseDNS no\nUsePAM no\n',
		},
	]
}
