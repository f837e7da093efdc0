import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Qmp, QmpEvent } from '../qmp.ts'
import { loadDevices } from './devices-stream.ts'

let exchange: string
let server: Server | undefined

beforeEach(async () => {
	exchange = await mkdtemp(join(tmpdir(), 'rm-test-'))
	// More than a socket's buffers take, so that the other side can close it in the middle.
	await writeFile(join(exchange, 'devices'), Buffer.alloc(8 * 2 ** 20))
})
afterEach(async () => {
	server?.close()
	await rm(exchange, { recursive: true })
})

/** A QEMU that reads a part, closes the socket as it does after the stream's last mark, and then runs its guest or ends. */
function fakeQemu({ runs }: { readonly runs: boolean }): Qmp {
	const listeners: ((event: QmpEvent) => void)[] = []
	return {
		onEvent: (listener: (event: QmpEvent) => void) => void listeners.push(listener),
		async execute(command: string, { uri }: { uri?: string } = {}) {
			if (command !== 'migrate-incoming') return {}
			server = createServer((socket) => {
				socket.on('error', () => undefined)
				socket.once('data', () => {
					socket.destroy()
					if (runs) setTimeout(() => listeners.forEach((tell) => tell({ event: 'RESUME' } as QmpEvent)), 20)
				})
			})
			await new Promise<void>((resolve) => server!.listen(uri!.replace('unix:', ''), resolve))
			return {}
		},
	} as unknown as Qmp
}

const load = (runs: boolean, deadline: number) =>
	loadDevices(fakeQemu({ runs }), { exchange, file: join(exchange, 'devices') }, { deadline })

test('a QEMU that closes the socket before this side has, and runs, has its devices', async () => {
	await expect(load(true, 20_000)).resolves.toBeUndefined()
})

test('one that closes it and never runs has not', async () => {
	await expect(load(false, 300)).rejects.toThrow('Loading the state of the devices')
})
