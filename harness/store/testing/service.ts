import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { waitFor } from '#vm/host'

/** Debian's user for what should own nothing: PostgreSQL refuses to run as root. */
const NOBODY = 65534
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

/** For tests: a program of Debian that runs as nobody, in a directory of its own, until it is disposed of. */
export interface Service extends AsyncDisposable {
	readonly child: ChildProcess
	readonly dir: string
	readonly port: number
	/** Ends it as a power cut would. */
	readonly kill: () => Promise<void>
	/** What it printed. */
	readonly said: () => string
}

export interface ServiceOptions {
	readonly program: string
	/** Directories to look in beside PATH. */
	readonly also?: readonly string[] | undefined
	readonly argv: (place: { readonly dir: string; readonly port: number }) => readonly string[]
	/** What has to be there before it starts. */
	readonly prepare?: ((place: { readonly dir: string; readonly port: number }) => Promise<void>) | undefined
	/** Asked until it answers. */
	readonly ready: (port: number) => Promise<boolean>
	/** To start one again where another one was. */
	readonly at?: { readonly dir: string; readonly port: number } | undefined
	readonly env?: NodeJS.ProcessEnv | undefined
}

/** @throws Error that says what to install: a test that passes without the program has tested nothing. */
export function programPath(program: string, also: readonly string[] = []): string {
	for (const directory of [...(process.env.PATH ?? '').split(delimiter), ...also]) {
		const file = join(directory, program)
		try {
			accessSync(file, constants.X_OK)
			return file
		} catch {
			// The next directory may have it.
		}
	}
	throw new Error(`There is no ${program} here; \`npm run test:services\` installs it with apt.`)
}

export async function startService(options: ServiceOptions): Promise<Service> {
	const file = programPath(options.program, options.also)
	const dir = options.at?.dir ?? (await mkdtemp(join(tmpdir(), `rm-${options.program}-`)))
	const port = options.at?.port ?? (await freePort())
	const place = { dir, port }
	if (options.at === undefined) {
		if (asNobody.uid !== undefined) await chown(dir, asNobody.uid, asNobody.gid)
		await options.prepare?.(place)
	}
	const child = spawn(file, options.argv(place), {
		...asNobody,
		cwd: dir,
		env: { ...process.env, HOME: dir, ...options.env },
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	let said = ''
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-20_000)))
	const ended = once(child, 'exit')
	const kill = async () => {
		if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
		await ended
	}
	await waitFor(
		{
			description: `${options.program} on loopback`,
			probe: () => options.ready(port).catch(() => false),
			fatal: () =>
				child.exitCode === null ? undefined : new Error(`${options.program} ended: ${said.slice(-2000)}`),
		},
		{ every: 50, deadline: 30_000 },
	)
	return {
		child,
		dir,
		port,
		kill,
		said: () => said,
		async [Symbol.asyncDispose]() {
			await kill()
			await rm(dir, { recursive: true, force: true })
		},
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1')
	await once(server, 'listening')
	const address = server.address()
	server.close()
	if (address === null || typeof address === 'string') throw new Error('no port is free')
	return address.port
}
