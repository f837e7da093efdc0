import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { download, type Downloaded, type DownloadRequest } from '../download.ts'

/** For tests: what a server does with its `count`th question, from 1 on. */
export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

const HALF = 150_000
export const bytes = Buffer.alloc(300_000, 'rootless ')
export const sum = createHash('sha256').update(bytes).digest('hex')

/** For tests: a server on loopback that answers as it is told, and a directory for what is downloaded. */
export class FileServer implements AsyncDisposable {
	readonly dir: string
	readonly asked: IncomingMessage[] = []
	handler: Handler = (_, response) => response.writeHead(404).end()
	/** Breaks the connection of `breakAfterHalf`. */
	#breakOff: () => void = () => undefined
	readonly #server = createServer((request, response) => {
		this.asked.push(request)
		this.handler(request, response, this.asked.length)
	})

	private constructor(dir: string) {
		this.dir = dir
	}

	static async start(): Promise<FileServer> {
		const started = new FileServer(await mkdtemp(join(tmpdir(), 'download-test-')))
		await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve))
		return started
	}

	get base(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
	}

	get(path = '/docker.tgz', more: Partial<DownloadRequest> = {}): Promise<Downloaded> {
		return download({
			url: this.base + path,
			into: join(this.dir, 'file'),
			maxBytes: 1_000_000,
			onProgress: (received) => received === HALF && this.#breakOff(),
			...more,
			// Only what is meant to hang is given less.
			limits: { retryDelaysMs: [1, 1], stallMs: 20_000, connectMs: 20_000, ...more.limits },
		})
	}

	/** Sends half, and breaks the connection when that has arrived. */
	breakAfterHalf(response: ServerResponse, headers: Record<string, string> = {}): void {
		response.writeHead(200, { 'content-length': bytes.length, ...headers })
		response.write(bytes.subarray(0, HALF))
		this.#breakOff = () => response.destroy()
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections()
		await new Promise((resolve) => this.#server.close(resolve))
		await rm(this.dir, { recursive: true })
	}
}
