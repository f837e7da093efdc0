import type { Cell } from '#harness/matrix'
import { DaemonError, slowMachineHint, TimeoutError } from '#results'
import type { DaemonState } from '#suites'
import type { Guest } from '#vm'
import { daemonDropIns, daemonUnitName, guestCommands, ofDaemon } from '#vm/guest/commands'
import { waitFor } from '#vm/host'
import { ArtifactFault, type StackPart } from '#images'
import { clientConfig, daemonJson, hostCommands, stackPath, unitDropIn } from './daemon-config.ts'
import { installedParts, partSerial } from './part-serial.ts'
import { kernelRefusal } from './tool-refusal.ts'
import { assertAskedStack, parseStackReport, type ReportedProgram } from './stack-report.ts'

const home = '/home/rootless'

export interface InstallOptions {
	readonly guest: Guest
	readonly cell: Cell
	readonly parts: readonly StackPart[]
	readonly signal: AbortSignal
	/** Milliseconds for dockerd-rootless-setuptool.sh, which starts the daemon once. */
	readonly deadline: number
	/** How often a daemon is asked that does not answer yet or does not say why it failed, and for how long; default: every 2 s, for `deadline`. */
	readonly asks?: { readonly every: number; readonly deadline: number } | undefined
}

export interface Installed {
	readonly daemon: DaemonState
	readonly programs: readonly ReportedProgram[]
	/** What dockerd-rootless-setuptool.sh printed. */
	readonly setup: string
}

/** Mounts the stack, configures it and installs it as its documentation says, by the unprivileged user. */
export async function installDocker(options: InstallOptions): Promise<Installed> {
	const { guest, cell, signal, deadline, asks = { every: 2_000, deadline } } = options
	const parts = installedParts(options.parts)
	const path = stackPath({ binDirs: parts.map((part) => `/opt/stacks/${part.directory}/bin`) })
	const mounts = parts.map((part) => `${partSerial(part.name)}=${part.directory}`)
	await guest.check(guestCommands.waitReady(), { signal, deadline })
	await proveGuest(guest, cell, signal)
	await guest.check(guestCommands.mountStacks(mounts), { signal })
	await guest.check(['mkdir', '-p', daemonDropIns, `${home}/.config/docker`], { user: 'rootless', signal })
	await guest.put(Buffer.from(unitDropIn(cell)), `${daemonDropIns}/rootless-matrix.conf`, { signal })
	await guest.put(Buffer.from(daemonJson(cell)), `${home}/.config/docker/daemon.json`, { signal })
	await configureClient(guest, parts, signal)
	for (const command of hostCommands(cell)) await guest.check(command, { signal })
	for (const { hostInstaller, directory } of parts)
		if (hostInstaller === 'lxc') await guest.check(guestCommands.installLxc(directory), { signal, deadline })
	const asUser = { user: 'rootless', env: { PATH: path }, signal, deadline } as const
	const state = () => guest.exec(guestCommands.daemonUnit('is-active'), { user: 'rootless', signal })
	let setup = await guest.exec(guestCommands.installStack(), asUser)
	let active = await state()
	// Docker 20.10's unit is up before its daemon answers, which the tool gives three seconds; that is the machine's pace.
	if (setup.code !== 0 && active.stdout.trim() === 'active' && notYet.test(setup.stdout + setup.stderr)) {
		await answers(guest, asUser, asks)
		setup = await guest.exec(guestCommands.installStack(), asUser)
		active = await state()
	}
	const report = await guest.check(guestCommands.reportStack(), { env: { PATH: path }, signal, deadline })
	const programs = parseStackReport(report.stdout)
	const isActive = setup.code === 0 && active.stdout.trim() === 'active'
	assertAskedStack(programs, parts, { running: isActive })
	const log = `${setup.stdout}${setup.stderr}\n(exit code ${setup.code})\n`
	if (isActive) return { daemon: { state: 'active' }, programs, setup: log }
	const refusal = kernelRefusal(log)
	if (refusal !== undefined) return { daemon: daemonStateOf(refusal), programs, setup: log }
	const journal = await lastWordsOf(guest, signal, asks.every)
	// journalctl says `-- No entries --` for nothing.
	if (/^(-- No entries --)?\s*$/.test(journal))
		throw new DaemonError(
			`dockerd-rootless-setuptool.sh ended with ${setup.code}, and ${daemonUnitName} has written nothing: the daemon was not started.`,
			{
				output: log,
				hint: 'What the tool printed says what it misses in the guest: the base image lacks something for this version.',
			},
		)
	if (/timeout waiting for containerd to start/.test(journal))
		// dockerd waits 15 s for its containerd: an overloaded host misses that, and it says nothing about networking.
		throw new TimeoutError('dockerd gave up waiting for containerd: this machine was too slow for it.', {
			output: journal.slice(-4000),
			hint: slowMachineHint,
		})
	// The unit says Restart=always: without this the daemon would go on failing under the checks.
	await guest.exec(guestCommands.stopDaemon(), { user: 'rootless', signal })
	return { daemon: daemonStateOf(journal), programs, setup: log }
}

/** @throws ArtifactFault when the kernel lacks what makes the guest what it is called: such a cell is not available. */
async function proveGuest(guest: Guest, { axes }: Cell, signal: AbortSignal): Promise<void> {
	const { value, proof } = axes.guest.value
	if (proof === undefined || (await guest.exec(proof.argv, { signal })).code === 0) return
	throw new ArtifactFault(
		'unsupported',
		`The kernel ${proof.lacking}, and without that the guest is no ${value}.`,
		{ hint: proof.hint },
	)
}

/** The client's words, where nobody listens. */
const notYet = /Cannot connect to the Docker daemon/

/** Ends when the daemon answers, or its unit is no longer up. @throws TimeoutError when neither comes. */
async function answers(
	guest: Guest,
	asUser: {
		readonly user: 'rootless'
		readonly env: Readonly<Record<string, string>>
		readonly signal: AbortSignal
		readonly deadline: number
	},
	{ every, deadline }: NonNullable<InstallOptions['asks']>,
): Promise<void> {
	const { signal } = asUser
	const env = { ...asUser.env, DOCKER_HOST: 'unix:///run/user/1000/docker.sock' }
	const probe = async () => {
		const { code } = await guest.exec(['docker', 'version'], { ...asUser, env })
		const unit = await guest.exec(guestCommands.daemonUnit('is-active'), { user: 'rootless', signal })
		return code === 0 || unit.stdout.trim() !== 'active'
	}
	await waitFor(
		{ description: 'the daemon’s answer', probe, hint: slowMachineHint },
		{ signal, deadline, every },
	)
}

/**
 * Tells the client where its plug-ins are. Before the installation: that creates a docker context, which writes the
 * same file anew and keeps this key (docker/cli, configfile.Save).
 */
async function configureClient(
	guest: Guest,
	parts: readonly StackPart[],
	signal: AbortSignal,
): Promise<void> {
	const config = clientConfig(parts)
	if (config === undefined) return
	// The client makes a new file beside the old one, so the directory has to be the user's.
	await guest.check(['mkdir', '-p', `${home}/.docker`], { user: 'rootless', signal })
	await guest.put(Buffer.from(config), `${home}/.docker/config.json`, { signal })
}

/** `refused` is what dockerd explains; `failed` all else: RootlessKit, the network driver, systemd. */
export function daemonStateOf(journal: string): DaemonState {
	return { state: /failed to start daemon:/.test(journal) ? 'refused' : 'failed', journal }
}

/** What the daemon's unit wrote, dockerd-rootless.sh and RootlessKit included. */
export async function daemonJournal(guest: Guest, signal: AbortSignal): Promise<string> {
	return readJournal(guest, ['--output=short-precise', ofDaemon], signal)
}

/** A daemon may have ended without any word of its own. */
const MAX_LOOKS = 4

/**
 * The journal of a daemon that did not start, read again while it does not say why: in a busy emulated guest journalctl
 * was seen to miss lines that were seconds old, even after a sync.
 */
async function lastWordsOf(guest: Guest, signal: AbortSignal, every: number): Promise<string> {
	let looks = 0
	const probe = async () => {
		const journal = await daemonJournal(guest, signal)
		const said = /failed to start daemon:|timeout waiting for containerd/.test(journal)
		return ++looks === MAX_LOOKS || said ? journal : undefined
	}
	return waitFor({ description: 'the last words of the daemon', probe }, { signal, every })
}

/** What `journalctl ARGS` prints, once what was written until now is stored. */
export async function readJournal(
	guest: Guest,
	args: readonly string[],
	signal: AbortSignal,
): Promise<string> {
	return (await guest.check(guestCommands.journal(args), { signal })).stdout
}
