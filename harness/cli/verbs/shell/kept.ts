import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { ConfigurationError, GuestCommandError } from '#results'
import { unreadable } from '#results/errors'
import { openTarget, targetOf } from '#results/files'
import { connectGuest, type Guest } from '#vm'
import { ofDaemon } from '#vm/guest/commands'
import { type KeptVm, keptVms, stopKeptVm } from '#vm/kept'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { StandFlags } from './command.ts'
import { sitInKept } from './action.ts'
import { readStand } from './stand.ts'

/** The VMs that are kept, in lines or as JSON; what opens them is in neither. */
export async function lsAction(json: boolean, { stdout, interrupts: { signal } }: Context): Promise<void> {
	const vms = await keptVms({ signal })
	if (json) {
		const listed = vms.map(({ ssh: _ssh, path: _path, ...vm }) => vm)
		stdout.write(`${JSON.stringify({ vms: listed }, null, '\t')}\n`)
	} else if (vms.length === 0) stdout.write('No VM is kept.\n')
	else
		for (const { name, cell, since, daemon } of vms)
			stdout.write(`${name}  ${cell}  since ${since}, daemon ${daemon}\n`)
}

export async function execAction(
	call: {
		readonly name: string
		readonly words: readonly string[]
		readonly flags: StandFlags
		readonly command: Command
	},
	context: Context,
): Promise<number> {
	const problems: string[] = []
	const stand = readStand(call.flags, call.words, problems)
	refuse(call.command, problems)
	return sitInKept(await named(call.name, context), stand, context)
}

export async function logsAction(
	call: {
		readonly name: string
		readonly flags: { readonly system?: true; readonly console?: true; readonly follow?: true }
		readonly command: Command
	},
	context: Context,
): Promise<number> {
	const { flags, command } = call
	const problems = [...strayWords(command)]
	if (flags.console && (flags.system || flags.follow))
		problems.push('--console excludes --system and --follow')
	refuse(command, problems)
	const vm = await named(call.name, context)
	const { stdin, stdout, stderr } = context.services.shell.seat()
	if (flags.console) {
		const source = createReadStream(join(vm.evidenceDir, 'console.log'))
		await pipeline(source, new PassThrough(), stdout, { end: false })
		return 0
	}
	const { signal } = context.interrupts
	await using guest = await connectGuest({ ...vm.ssh, signal })
	const what = flags.system ? ['--boot'] : [ofDaemon]
	const argv = [
		'journalctl',
		'--no-pager',
		'--output=short-precise',
		...(flags.follow ? ['--follow'] : []),
		...what,
	]
	const end = await guest.attach(argv, { stdin, stdout, stderr, signal })
	return end.code
}

/** `NAME:/PATH`. */
const inVm = /^([A-Za-z0-9][\w.-]*):(\/.*)$/s

export async function cpAction(
	{ from, to, command }: { readonly from: string; readonly to: string; readonly command: Command },
	context: Context,
): Promise<void> {
	const [source, target] = [inVm.exec(from), inVm.exec(to)]
	const problems = [...strayWords(command)]
	if ((source === null) === (target === null))
		problems.push('one of both paths is of a VM that is kept, as NAME:/PATH, and the other one is here')
	refuse(command, problems)
	const { signal } = context.interrupts
	const [, name = '', remote = ''] = source ?? target ?? []
	const vm = await named(name, context)
	await using guest = await connectGuest({ ...vm.ssh, signal })
	if (source) return await fetchFile(guest, remote, await placeFor(to, remote), signal)
	const file = resolve(from)
	const info = await stat(file).catch((cause: unknown) => {
		throw unreadable(`file ${from}`, cause)
	})
	if (!info.isFile()) throw new ConfigurationError(`${from} is no file`, { hint: 'Copy a tar of it.' })
	const path = remote.endsWith('/') ? `${remote}${basename(file)}` : remote
	await guest.put(file, path, { signal, mode: info.mode & 0o777, deadline: Infinity })
	// What lies in somebody's home is theirs.
	if (path.startsWith('/home/rootless/')) await guest.check(['chown', 'rootless:rootless', path], { signal })
}

/** A directory takes the file under its own name. */
async function placeFor(path: string, remote: string): Promise<string> {
	const info = await stat(path).catch(() => undefined)
	return info?.isDirectory() ? join(path, basename(remote)) : path
}

/** Its name appears when it is whole; into a pipe or a device it is written as it comes. */
async function fetchFile(guest: Guest, remote: string, local: string, signal: AbortSignal): Promise<void> {
	const target = await targetOf(local)
	const whole = target.kind === 'file' ? { path: target.path, partial: `${target.path}.partial` } : undefined
	const stdin = new PassThrough().end()
	const stderr = new PassThrough()
	const words: Buffer[] = []
	stderr.on('data', (chunk: Buffer) => void words.push(chunk))
	// Not through a link that somebody left there.
	if (whole) await rm(whole.partial, { force: true })
	const stdout =
		target.kind === 'file'
			? createWriteStream(`${target.path}.partial`, { flags: 'wx' })
			: await openTarget(target)
	try {
		const end = await guest.attach(['cat', '--', remote], { stdin, stdout, stderr, signal })
		stdout.end()
		await finished(stdout)
		if (end.code !== 0)
			throw new GuestCommandError(`${remote} could not be read in the guest`, {
				output: Buffer.concat(words).toString().slice(-2000),
			})
		if (whole) await rename(whole.partial, whole.path)
	} finally {
		stdout.destroy()
		if (whole) await rm(whole.partial, { force: true })
	}
}

export async function stopAction(
	{
		names,
		all,
		command,
	}: { readonly names: readonly string[]; readonly all: boolean; readonly command: Command },
	context: Context,
): Promise<void> {
	const problems = [...strayWords(command)]
	if (all === names.length > 0) problems.push('say which VMs to stop, or --all')
	refuse(command, problems)
	const { signal } = context.interrupts
	const stopped = all ? (await keptVms({ signal })).map(({ name }) => name) : names
	for (const name of stopped) await named(name, context)
	for (const name of stopped) {
		await stopKeptVm(name, { signal })
		context.stdout.write(`${name} has ended.\n`)
	}
}

/** @throws ConfigurationError naming those that there are. */
async function named(name: string, { interrupts: { signal } }: Context): Promise<KeptVm> {
	const vms = await keptVms({ signal })
	const found = vms.find((vm) => vm.name === name)
	if (found) return found
	throw new ConfigurationError(`no VM is kept under the name ${name}`, {
		hint:
			vms.length === 0
				? 'None is: `rootless-matrix shell CELL --keep` leaves one.'
				: `There are ${vms.map((vm) => vm.name).join(', ')}.`,
	})
}
