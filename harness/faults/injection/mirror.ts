import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { artifactText } from '../process/setup.ts'

export const mirrorFaults = ['stalls', 'lies', 'cuts', 'fails', 'floods', 'other-page'] as const
export type MirrorFault = (typeof mirrorFaults)[number]

export interface Mirror extends AsyncDisposable {
	/** The address of one injection's own part of the mirror. */
	address(injection: string): string
	/** What it does wrong there; undefined: nothing. */
	setFault(injection: string, fault: MirrorFault | undefined): void
}

/** A mirror on loopback, whose files are what the fake guests expect of them. */
export async function startMirror(paceMs: number): Promise<Mirror> {
	const faults = new Map<string, MirrorFault>()
	const server = createServer((request, response) => {
		const [, injection = '', name = ''] = (request.url ?? '').split('/')
		response.on('error', () => undefined)
		void serve(response, Buffer.from(artifactText(name)), faults.get(injection), paceMs)
	})
	server.listen(0, '127.0.0.1')
	await once(server, 'listening')
	const { port } = server.address() as AddressInfo
	return {
		address: (injection) => `http://127.0.0.1:${port}/${injection}`,
		setFault: (injection, fault) => void (fault ? faults.set(injection, fault) : faults.delete(injection)),
		async [Symbol.asyncDispose]() {
			server.closeAllConnections()
			await new Promise((resolve) => server.close(resolve))
		},
	}
}

async function serve(
	response: ServerResponse,
	whole: Buffer,
	fault: MirrorFault | undefined,
	paceMs: number,
) {
	await sleep(paceMs)
	const half = whole.subarray(0, whole.length / 2)
	const plain = { 'content-type': 'application/octet-stream' }
	switch (fault) {
		case undefined:
			return response.writeHead(200, { ...plain, 'content-length': whole.length }).end(whole)
		case 'stalls':
			return response.writeHead(200, { ...plain, 'content-length': whole.length }).write(half)
		case 'cuts':
			response.writeHead(200, { ...plain, 'content-length': whole.length }).write(half)
			return setTimeout(() => response.destroy(), 5)
		case 'lies':
			return response
				.writeHead(200, { ...plain, 'content-length': whole.length })
				.end(whole.toString().replaceAll('a', 'b'))
		case 'fails':
			return response.writeHead(503).end('busy')
		case 'other-page':
			return response
				.writeHead(200, { 'content-type': 'text/html' })
				.end('<html>You have to log in to this network.</html>')
		case 'floods': {
			response.writeHead(200, plain)
			const more = () => void (response.destroyed || response.write(randomBytes(65_536), more))
			return more()
		}
	}
}
