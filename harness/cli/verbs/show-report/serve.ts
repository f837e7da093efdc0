import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ConfigurationError } from '#results'

/** What a guest wrote is text, whatever it is called: only the harness's own pages are pages. */
const types: Readonly<Record<string, string>> = {
	'.json': 'application/json',
	'.ndjson': 'application/x-ndjson',
}

export interface RunServer extends AsyncDisposable {
	/** Of the report. */
	readonly address: string
}

/** Serves the files of a run's directory on the loopback, to be read only. @throws ConfigurationError when the port is taken. */
export async function serveRun(dir: string, port: number): Promise<RunServer> {
	const root = await realpath(dir)
	const server = createServer((request, response) => void answer(root, request, response))
	await new Promise<void>((resolve, reject) => {
		server.once('error', (cause) =>
			reject(new ConfigurationError(`cannot listen on port ${port}`, { cause, hint: 'Leave --port out.' })),
		)
		server.listen(port, '127.0.0.1', resolve)
	})
	return {
		address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/report/index.html`,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections()
			await new Promise((resolve) => server.close(resolve))
		},
	}
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const refuse = (code: number) => response.writeHead(code).end()
	if (request.method !== 'GET' && request.method !== 'HEAD') return void refuse(405)
	// A page elsewhere may have had its name point here: it is not to read what guests left.
	if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) return void refuse(403)
	try {
		const { pathname } = new URL(request.url ?? '/', 'http://run')
		const wanted = pathname === '/' ? '/report/index.html' : decodeURIComponent(pathname)
		// A link in the evidence must not lead out of the run.
		const path = await realpath(join(root, wanted))
		const info = path.startsWith(root + sep) ? await stat(path) : undefined
		if (info?.isFile() !== true) return void refuse(404)
		const isPage = wanted === '/report/index.html'
		response.writeHead(200, {
			'content-type': isPage
				? 'text/html; charset=utf-8'
				: (types[extname(path)] ?? 'text/plain; charset=utf-8'),
			'content-length': info.size,
			'x-content-type-options': 'nosniff',
			'cache-control': 'no-store',
		})
		if (request.method === 'HEAD') response.end()
		else await pipeline(createReadStream(path), response)
	} catch {
		if (!response.headersSent) refuse(404)
		else response.destroy()
	}
}
