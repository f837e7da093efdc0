import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '#harness/store'
import { type Service, startRegistry } from '#harness/store/testing'
import { readFile } from 'node:fs/promises'
import { base, sharesACache, twoCaches } from './contract.fixture.ts'

let registry: Service
beforeAll(async () => void (registry = await startRegistry()))
afterAll(() => registry[Symbol.asyncDispose]())
const open = () => openStore(`oci://127.0.0.1:${registry.port}/farm/nightly`, { env: {} })

describe("a cache by way of Debian's docker-registry", () => {
	sharesACache(open)

	it('that was killed is said once, and everything is built', async () => {
		await using caches = await twoCaches(open)
		const { dir, port } = registry
		await registry.kill()
		for (const of of ['a', 'b'])
			expect(await readFile(await base(caches.second, { of }), 'utf8')).toBe('built')
		expect(caches.said).toEqual([expect.stringMatching(/^Nothing is taken from oci:.*cannot be reached/)])
		registry = await startRegistry({ at: { dir, port } })
	})
})
