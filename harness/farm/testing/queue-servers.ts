import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { programPath, type Service, startService } from '#harness/store/testing'

const run = promisify(execFile)

/** A queue's server with the user `farm` and the password `right`. */
export interface QueueServer extends AsyncDisposable {
	readonly url: string
	readonly wrongUrl: string
	readonly service: Service
	/** Makes it lose every job. */
	readonly flush: () => Promise<void>
}

async function answers(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1')
	await once(socket, 'connect')
	socket.destroy()
	return true
}

async function startRedis(): Promise<QueueServer> {
	const service = await startService({
		program: 'redis-server',
		argv: ({ dir, port }) => [
			...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir],
			...['--save', '', '--appendonly', 'no', '--requirepass', 'right'],
		],
		ready: answers,
	})
	const url = `redis://:right@127.0.0.1:${service.port}`
	return {
		url,
		wrongUrl: `redis://:wrong@127.0.0.1:${service.port}`,
		service,
		async flush() {
			const { Redis } = await import('ioredis')
			const redis = new Redis(url)
			await redis.flushall()
			redis.disconnect()
		},
		[Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
	}
}

/** Debian has no PostgreSQL server in PATH. */
const postgresBin = (): string[] => {
	try {
		return readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`)
	} catch {
		return []
	}
}

const truncateAll = `DO $$ DECLARE t text; BEGIN
	FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'
	LOOP EXECUTE format('TRUNCATE bullmq.%I CASCADE', t); END LOOP; END $$`

async function startPostgres(): Promise<QueueServer> {
	const also = postgresBin()
	const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
	const service = await startService({
		program: 'postgres',
		also,
		async prepare({ dir }) {
			const password = join(dir, 'password')
			await writeFile(password, 'right\n')
			await run(
				programPath('initdb', also),
				['-D', join(dir, 'data'), '-U', 'farm', '--auth=scram-sha-256', `--pwfile=${password}`, '--no-sync'],
				{ ...nobody, cwd: dir, env: { ...process.env, HOME: dir } },
			)
		},
		argv: ({ dir, port }) => [
			...['-D', join(dir, 'data'), '-p', String(port), '-k', dir],
			...['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'max_connections=300'],
		],
		ready: async (port) => {
			await run(programPath('pg_isready', also), ['-h', '127.0.0.1', '-p', String(port)])
			return true
		},
	})
	const address = (password: string) => `postgres://farm:${password}@127.0.0.1:${service.port}/postgres`
	return {
		url: address('right'),
		wrongUrl: address('wrong'),
		service,
		flush: async () =>
			void (await run(programPath('psql', also), [address('right'), '-q', '-c', truncateAll])),
		[Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
	}
}

/** For tests: what a farm's queue may be in, each as Debian has it. */
export const queueServers = { redis: startRedis, postgres: startPostgres }
