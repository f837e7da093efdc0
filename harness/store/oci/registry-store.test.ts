import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { digestOf } from '../store.ts'
import { dockerCredentials } from './credentials.ts'
import { isLoopback, readOciPlace } from './place.ts'
import { RegistryStore } from './registry-store.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, port: number) => void

/** A registry that answers as told. */
async function registry(answer: Answer) {
	let port = 0
	const server = createServer((request, response) => answer(request, response, port)).listen(0, '127.0.0.1')
	await once(server, 'listening')
	const address = server.address()
	port = typeof address === 'object' ? (address?.port ?? 0) : 0
	const place = readOciPlace(`oci://127.0.0.1:${port}/ns`)
	return {
		open: (options: ConstructorParameters<typeof RegistryStore>[1] = {}) => new RegistryStore(place, options),
		async [Symbol.asyncDispose]() {
			server.closeAllConnections()
			server.close()
		},
	}
}

const end = (response: ServerResponse, status: number, body = '', headers: Record<string, string> = {}) =>
	void response.writeHead(status, headers).end(body)

it('fetches a token with the password, and sends the password nowhere else', async () => {
	const requests: string[] = []
	await using fake = await registry(({ url = '', headers }, response, port) => {
		requests.push(`${url.replace(/\?.*/, '')} ${headers.authorization ?? '-'}`)
		if (url.startsWith('/token')) {
			expect(url).toContain('scope=repository%3Ans%3Apull%2Cpush')
			end(response, 200, JSON.stringify({ token: 'T' }))
		} else if (headers.authorization === 'Bearer T') end(response, 200, '{"tags":["run.a"]}')
		else
			end(response, 401, '', {
				'www-authenticate': `Bearer realm="http://127.0.0.1:${port}/token",service="s"`,
			})
	})
	const store = fake.open({ credentials: async () => ({ user: 'u', password: 'p' }) })
	expect(await store.list('run.')).toEqual(['run.a'])
	expect(await store.list('run.')).toEqual(['run.a'])
	expect(requests).toEqual([
		'/v2/ns/tags/list -',
		`/token Basic ${Buffer.from('u:p').toString('base64')}`,
		'/v2/ns/tags/list Bearer T',
		'/v2/ns/tags/list Bearer T',
	])
})

it.each([
	[
		'Bearer realm="http://elsewhere.example.org/token"',
		'http://elsewhere.example.org for a token, which is not https',
	],
	['Basic realm="r"', 'asks for a user, and there is none for it'],
	['Negotiate', 'asks for "negotiate", which is not known'],
])('refuses the challenge %s in a sentence', async (challenge, message) => {
	await using fake = await registry((_, response) =>
		end(response, 401, '', { 'www-authenticate': challenge }),
	)
	await expect(fake.open().has('run.a')).rejects.toThrow(message)
})

it('goes from page to page of names, and to no other host', async () => {
	await using fake = await registry(({ url = '' }, response) => {
		if (url.includes('last=b'))
			end(response, 200, '{"tags":["run.c"]}', { link: '<http://x.example.org/>; rel="next"' })
		else end(response, 200, '{"tags":["run.b","other"]}', { link: '</v2/ns/tags/list?last=b>; rel="next"' })
	})
	expect(await fake.open().list('run.')).toEqual(['run.b', 'run.c'])
})

it.each([
	[507, 'full'],
	[403, 'refused'],
	[500, 'unreachable'],
	[429, 'unreachable'],
])('%i when something is stored means that it is %s', async (status, trouble) => {
	await using fake = await registry(({ method }, response) => end(response, method === 'HEAD' ? 404 : status))
	const bytes = Buffer.from('x')
	await expect(fake.open().put(digestOf(bytes), bytes)).rejects.toMatchObject({ trouble })
})

it('takes no blob of another hash, none without an end, and does not wait for ever', async () => {
	await using fake = await registry(({ url = '' }, response) => {
		if (url.endsWith('0'.repeat(64))) return
		if (url.endsWith('1'.repeat(64))) {
			response.writeHead(200)
			const more = () => void (response.write(Buffer.alloc(65_536)) && setImmediate(more))
			response.on('drain', more)
			return more()
		}
		end(response, 200, 'something else')
	})
	const store = fake.open({ deadline: 1000 })
	await expect(store.get(`sha256:${'2'.repeat(64)}`)).rejects.toMatchObject({ trouble: 'damaged' })
	await expect(store.get(`sha256:${'1'.repeat(64)}`, { limit: 10 ** 6 })).rejects.toThrow(
		'more than 1000000 bytes',
	)
	await expect(store.get(`sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ trouble: 'unreachable' })
})

it('speaks plain HTTP on loopback only, or where it is told to', () => {
	expect(readOciPlace('oci://localhost:5000/a/b').origin).toBe('http://localhost:5000')
	expect(readOciPlace('oci://registry.example.org/a').origin).toBe('https://registry.example.org')
	expect(readOciPlace('oci://registry.example.org/a', { insecure: true }).origin).toBe(
		'http://registry.example.org',
	)
	expect(isLoopback('127.0.0.1.example.org')).toBe(false)
})

it("reads Docker's config.json, and asks its helpers", async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-config-'))
	try {
		const env = { DOCKER_CONFIG: dir }
		const write = (config: unknown) => writeFile(join(dir, 'config.json'), JSON.stringify(config))
		const run = async (argv: readonly string[], { stdin }: { stdin?: string | undefined } = {}) =>
			argv[0] === 'docker-credential-good'
				? ({
						state: 'ended',
						code: 0,
						output: JSON.stringify({ Username: 'h', Secret: `for ${stdin}` }),
					} as const)
				: ({ state: 'absent' } as const)
		expect(await dockerCredentials('r.example.org', { env })).toBeUndefined()
		await write({ auths: { 'r.example.org': { auth: Buffer.from('u:p:q').toString('base64') } } })
		expect(await dockerCredentials('r.example.org', { env })).toEqual({ user: 'u', password: 'p:q' })
		expect(await dockerCredentials('other.example.org', { env })).toBeUndefined()
		await write({ credHelpers: { 'r.example.org': 'good' }, credsStore: 'gone' })
		expect(await dockerCredentials('r.example.org', { env, run })).toEqual({
			user: 'h',
			password: 'for r.example.org',
		})
		await expect(dockerCredentials('o.example.org', { env, run })).rejects.toThrow('docker-credential-gone')
		await write({ credsStore: '../evil' })
		await expect(dockerCredentials('o.example.org', { env, run })).rejects.toThrow(
			'is no name of a credential helper',
		)
		await writeFile(join(dir, 'config.json'), '{')
		await expect(dockerCredentials('o.example.org', { env })).rejects.toThrow(
			"no configuration of Docker's client",
		)
	} finally {
		await rm(dir, { recursive: true })
	}
})
