import { z } from 'zod'
import {
	assertContent,
	assertKey,
	digestOf,
	isDigest,
	MAX_BLOB,
	MAX_MANIFEST,
	type Store,
	type StoreCall,
	StoreError,
	tooLarge,
} from '../store.ts'
import { manifestType } from '../entry.ts'
import { authorize } from './authorize.ts'
import type { Credentials } from './credentials.ts'
import { addressOf, type OciPlace } from './place.ts'

export interface RegistryOptions {
	readonly credentials?: (() => Promise<Credentials | undefined>) | undefined
	/** Milliseconds that one request may take; default: 30 s, and ten minutes for a blob. */
	readonly deadline?: number | undefined
}

interface Asked extends StoreCall {
	readonly method?: 'HEAD' | 'PUT' | 'POST'
	readonly headers?: Readonly<Record<string, string>>
	readonly body?: Uint8Array
	readonly deadline?: number
}

const tagsForm = z.looseObject({ tags: z.array(z.string()).nullish() })

/** A namespace of an OCI registry: blobs by digest, names as tags. Nothing but the distribution API is used. */
export class RegistryStore implements Store {
	readonly place: string
	readonly #at: OciPlace
	readonly #options: RegistryOptions
	#authorization: string | undefined

	constructor(place: OciPlace, options: RegistryOptions = {}) {
		this.#at = place
		this.#options = options
		this.place = `oci://${place.host}/${place.repository}`
	}

	#address(key: string): URL {
		assertKey(key)
		return this.#api(`${isDigest(key) ? 'blobs' : 'manifests'}/${key}`)
	}

	#api = (path: string): URL => new URL(`/v2/${this.#at.repository}/${path}`, this.#at.origin)

	async has(key: string, call: StoreCall = {}): Promise<boolean> {
		return (await this.#head(key, call)) !== undefined
	}

	/** Its headers; undefined where there is none. */
	async #head(key: string, call: StoreCall): Promise<Headers | undefined> {
		const response = await this.#ask(this.#address(key), {
			...call,
			method: 'HEAD',
			headers: { accept: manifestType },
		})
		if (response.status === 404) return undefined
		return (await this.#good(response, key)).headers
	}

	async get(
		key: string,
		{
			limit = isDigest(key) ? MAX_BLOB : MAX_MANIFEST,
			...call
		}: StoreCall & { readonly limit?: number } = {},
	): Promise<Buffer | undefined> {
		const response = await this.#ask(this.#address(key), {
			...call,
			headers: { accept: isDigest(key) ? '*/*' : manifestType },
			deadline: 600_000,
		})
		if (response.status === 404) {
			await response.body?.cancel()
			return undefined
		}
		const bytes = await this.#body(await this.#good(response, key), key, limit)
		assertContent(this.place, key, bytes)
		return bytes
	}

	async put(key: string, bytes: Uint8Array, call: StoreCall = {}): Promise<boolean> {
		assertContent(this.place, key, bytes)
		const there = await this.#head(key, call)
		if (isDigest(key)) {
			if (there === undefined) await this.#upload(key, bytes, call)
			return true
		}
		if (there !== undefined) return (await this.#digestAt(key, there, call)) === digestOf(bytes)
		await this.#good(
			await this.#ask(this.#address(key), {
				...call,
				method: 'PUT',
				headers: { 'content-type': manifestType },
				body: bytes,
			}),
			key,
		)
		return true
	}

	async #digestAt(name: string, headers: Headers, call: StoreCall): Promise<string> {
		const said = headers.get('docker-content-digest')
		return said ?? digestOf((await this.get(name, call)) ?? Buffer.alloc(0))
	}

	async #upload(digest: string, bytes: Uint8Array, call: StoreCall): Promise<void> {
		const begun = await this.#ask(this.#api('blobs/uploads/'), {
			...call,
			method: 'POST',
			body: new Uint8Array(),
		})
		await this.#good(begun, digest)
		const location = begun.headers.get('location')
		const to = location === null ? undefined : addressOf(location, this.#at.origin)
		if (to === undefined)
			throw new StoreError('unreachable', `${this.place}: the registry does not say where to upload to`)
		to.searchParams.set('digest', digest)
		const headers = { 'content-type': 'application/octet-stream' }
		await this.#good(
			await this.#ask(to, { ...call, method: 'PUT', headers, body: bytes, deadline: 600_000 }),
			digest,
		)
	}

	async list(prefix: string, call: StoreCall = {}): Promise<string[]> {
		assertKey(prefix)
		const names = new Set<string>()
		let page: URL | undefined = this.#api('tags/list')
		page.searchParams.set('n', '1000')
		// Of pages there are only as many as there are names.
		for (let turn = 0; page !== undefined && turn < 10_000; turn++) {
			const response = await this.#ask(page, call)
			if (response.status === 404) break
			await this.#good(response, 'the list of its names')
			const { tags } = await this.#json(response, tagsForm)
			for (const tag of tags ?? []) if (tag.startsWith(prefix)) names.add(tag)
			const [, next] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '') ?? []
			const following: URL | undefined = next === undefined ? undefined : addressOf(next, page.href)
			page = following?.origin === this.#at.origin ? following : undefined
		}
		return [...names].sort()
	}

	async #json<T>(response: Response, form: z.ZodType<T>): Promise<T> {
		const bytes = await this.#body(response, 'an answer of the registry', MAX_BLOB)
		try {
			return form.parse(JSON.parse(bytes.toString()))
		} catch (cause) {
			throw new StoreError('damaged', `${this.place}: the registry's answer is not what the API says`, {
				cause,
			})
		}
	}

	/** A length that is announced need not be true. */
	async #body(response: Response, key: string, limit: number): Promise<Buffer> {
		const parts: Uint8Array[] = []
		let size = 0
		try {
			for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
				size += part.length
				if (size > limit) throw tooLarge(this.place, key, limit)
				parts.push(part)
			}
		} catch (error) {
			throw error instanceof StoreError ? error : this.#unreachable(error)
		}
		return Buffer.concat(parts)
	}

	async #ask(to: URL, asked: Asked): Promise<Response> {
		const response = await this.#send(to, asked)
		const challenge = response.headers.get('www-authenticate')
		if (response.status !== 401 || challenge === null || to.origin !== this.#at.origin) return response
		await response.body?.cancel()
		const credentials = await this.#options.credentials?.()
		const bounded = this.#bounded(asked)
		try {
			this.#authorization = await authorize(challenge, this.#at, credentials, bounded)
		} catch (error) {
			throw error instanceof StoreError ? error : this.#unreachable(error)
		}
		return this.#send(to, asked)
	}

	async #send(to: URL, asked: Asked): Promise<Response> {
		asked.signal?.throwIfAborted()
		const { method = 'GET', headers = {}, body } = asked
		// Where a registry hands over to somebody else's disk, our password does not go along.
		const authorization = to.origin === this.#at.origin ? this.#authorization : undefined
		try {
			return await fetch(to, {
				method,
				headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
				...(body === undefined ? {} : { body: Buffer.from(body) }),
				signal: this.#bounded(asked),
			})
		} catch (error) {
			asked.signal?.throwIfAborted()
			throw this.#unreachable(error)
		}
	}

	#bounded({ signal, deadline = 30_000 }: Asked): AbortSignal {
		const timer = AbortSignal.timeout(this.#options.deadline ?? deadline)
		return signal === undefined ? timer : AbortSignal.any([signal, timer])
	}

	#unreachable(error: unknown): StoreError {
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
		return new StoreError('unreachable', `${this.place} cannot be reached`, { cause })
	}

	/** @throws StoreError for an answer that is none. */
	async #good(response: Response, key: string): Promise<Response> {
		if (response.ok) return response
		await response.body?.cancel()
		const { status } = response
		const what = `${this.place}: the registry answers ${status} for ${key}`
		if (status === 401 || status === 403) throw new StoreError('refused', what)
		if (status === 507 || status === 413) throw new StoreError('full', what)
		throw new StoreError(status === 400 ? 'damaged' : 'unreachable', what)
	}
}
