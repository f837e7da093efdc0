import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { HostError } from '#results/errors'
import type { GuestAddress } from '../guest/index.ts'
import { type Bounded, makeOwnedDirectory, ownedDirectories, withDeadline } from '../host/index.ts'

/** A VM that a process of its own keeps, as that process tells whoever asks it. */
export interface KeptVm {
	readonly name: string
	/** Of the process that keeps it. */
	readonly pid: number
	/** ISO 8601. */
	readonly since: string
	/** The cell's slug. */
	readonly cell: string
	/** How the cell's daemon came up: `active`, `refused` or `failed`. */
	readonly daemon: string
	/** PATH with the programs of the cell's stack. */
	readonly path: string
	readonly evidenceDir: string
	readonly ssh: GuestAddress
}

/** In a private directory: who can connect to it is told the VM's key. */
const SOCKET = 'vm.sock'

/** Milliseconds for a keeper's answer; it may be busy, but it computes nothing. */
const ANSWER = 5_000

/** Milliseconds for a VM's end, with its journals written. */
const END = 60_000

/**
 * Tells everybody of this user who asks which VM this process keeps, until it is disposed of. `onStop` is called when
 * somebody wants it to end; who asked hears of the end when this is disposed of.
 */
export async function keepVm(vm: Omit<KeptVm, 'pid'>, onStop: () => void): Promise<AsyncDisposable> {
	const directory = await makeOwnedDirectory('kept')
	const open = new Set<Socket>()
	const described = `${JSON.stringify({ ...vm, pid: process.pid } satisfies KeptVm)}\n`
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		open.add(socket)
		socket.on('close', () => open.delete(socket)).on('error', () => undefined)
		let asked = ''
		socket.setEncoding('utf8').on('data', (chunk: string) => {
			asked = (asked + chunk).slice(0, 64)
			if (asked === 'describe\n') socket.end(described)
			if (asked === 'stop\n') onStop()
		})
	})
	server.listen(join(directory, SOCKET))
	await once(server, 'listening')
	server.on('error', () => undefined)
	return {
		async [Symbol.asyncDispose]() {
			await rm(directory, { recursive: true, force: true })
			const closed = new Promise((resolve) => server.close(resolve))
			open.forEach((socket) => socket.destroy())
			await closed
		},
	}
}

/** The VMs that are kept now, by name. What does not answer is none. */
export async function keptVms(bounded: Bounded = {}): Promise<KeptVm[]> {
	const found = await kept(bounded)
	return found.map(({ vm }) => vm).sort((a, b) => a.name.localeCompare(b.name))
}

/** A VM that is kept in a sentence, for whoever may have forgotten it. */
export const keptNote = ({ name, cell, since }: Pick<KeptVm, 'name' | 'cell' | 'since'>): string =>
	`The VM ${name} (${cell}) is kept since ${since}; \`rootless-matrix shell stop ${name}\` ends it.`

/** Ends a VM that is kept, and waits for its end. @throws HostError when it does not end; TimeoutError. */
export async function stopKeptVm(name: string, { signal, deadline = END }: Bounded = {}): Promise<void> {
	const found = (await kept({ signal })).find(({ vm }) => vm.name === name)
	if (!found) throw new HostError(`no VM is kept under the name ${name}`)
	const title = `The end of the VM ${name}`
	await withDeadline(title, { signal, deadline }, (aborted) => ask(found.socket, 'stop', aborted))
}

async function kept({ signal, deadline = ANSWER }: Bounded) {
	const answers = (await ownedDirectories('kept')).map(async (directory) => {
		const socket = join(directory, SOCKET)
		try {
			const described = await withDeadline('A keeper’s answer', { signal, deadline }, (aborted) =>
				ask(socket, 'describe', aborted),
			)
			return [{ socket, vm: JSON.parse(described) as KeptVm }]
		} catch {
			signal?.throwIfAborted()
			// It is ending, or was killed a moment ago.
			return []
		}
	})
	return (await Promise.all(answers)).flat()
}

async function ask(path: string, question: 'describe' | 'stop', signal: AbortSignal): Promise<string> {
	const socket = connect({ path, allowHalfOpen: true, signal })
	socket.on('error', () => undefined)
	await once(socket, 'connect')
	socket.write(`${question}\n`)
	try {
		return await text(socket)
	} catch (error) {
		// A process that ends does not say goodbye.
		if (question === 'stop' && !signal.aborted) return ''
		throw error
	} finally {
		socket.destroy()
	}
}
