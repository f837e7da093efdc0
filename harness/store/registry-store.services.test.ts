import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepsTheContract } from './contract.fixture.ts'
import { openStore } from './open-store.ts'
import { type Service, startRegistry } from './testing/index.ts'

let registry: Service
let config: string
const login = (user: string) =>
	writeFile(
		join(config, 'config.json'),
		JSON.stringify({
			auths: { [`127.0.0.1:${registry.port}`]: { auth: Buffer.from(user).toString('base64') } },
		}),
	)
const open = () =>
	openStore(`oci://127.0.0.1:${registry.port}/farm/nightly`, { env: { DOCKER_CONFIG: config } })

beforeAll(async () => {
	config = await mkdtemp(join(tmpdir(), 'rm-login-'))
	registry = await startRegistry({ login: true })
	await login('farm:right')
})
afterAll(async () => {
	await registry[Symbol.asyncDispose]()
	await rm(config, { recursive: true })
})

describe("Debian's docker-registry as a store", () => {
	keepsTheContract(open)

	it('refuses a wrong password, and none, in a sentence', async () => {
		await login('farm:wrong')
		await expect(open()).rejects.toMatchObject({ trouble: 'refused' })
		await login(':')
		await expect(open()).rejects.toThrow('answers 401')
		await login('farm:right')
		await expect(open()).resolves.toBeDefined()
	})

	it('that is killed is unreachable, and is whole when it is back', async () => {
		const store = await open()
		await store.put('run-back.c', Buffer.from('no manifest')).catch(() => undefined)
		const { dir, port } = registry
		await registry.kill()
		await expect(store.has('run-first.c')).rejects.toMatchObject({ trouble: 'unreachable' })
		await expect(open()).rejects.toThrow('cannot be reached')
		registry = await startRegistry({ login: true, at: { dir, port } })
		expect(await store.has('run-first.c')).toBe(true)
	})
})
