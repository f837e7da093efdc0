import { join } from 'node:path'
import { ArtifactError, type BrNetfilterState, type PartOrigin, type PlannedCell } from '#results'
import {
	Apt,
	type BaseImage,
	baseImage,
	type Busybox,
	Cache,
	debianBusybox,
	debianKernel,
	debianStack,
	type ProbeImage,
	probeImage,
	type StackPart,
	type StackRequest,
} from '#images'
import { buildInitrd, buildProbeInitrd, buildModulesImage, initrdInit, readKernelTree } from '#vm'
import { axisParsers, parseAxes } from '#harness/matrix'

/** A kernel ready to boot, for one state of br_netfilter. */
export interface KernelFiles {
	readonly release: string
	readonly vmlinuz: string
	readonly initrd: string
	/** ext4, for /usr/lib/modules; without br_netfilter when that is to be absent. */
	readonly modulesImage: string
	readonly origins: readonly PartOrigin[]
}

export interface CellArtifacts {
	readonly kernel: KernelFiles
	readonly base: BaseImage
	readonly parts: readonly StackPart[]
	readonly probe: ProbeImage
}

export interface RunArtifactsOptions {
	readonly cacheRoot: string
	readonly signal: AbortSignal
	readonly log: (message: string) => void
}

/**
 * What the cells of one run are made of. Each thing is fetched or built once, by the first cell that asks; a
 * failure is every asker's, and is not tried again behind their back.
 */
export class RunArtifacts {
	readonly cache: Cache
	readonly #options: RunArtifactsOptions
	readonly #pending = new Map<string, Promise<unknown>>()

	constructor(options: RunArtifactsOptions) {
		this.#options = options
		this.cache = new Cache(options.cacheRoot)
	}

	/** @throws ArtifactError when something cannot be had, which makes the cell `unavailable`. */
	async forCell(cell: PlannedCell): Promise<CellArtifacts> {
		return {
			parts: await this.#stack(stackRequest(cell)),
			kernel: await this.kernel(cell.axes.kernel, cell.axes.brNetfilter),
			base: await this.#base(),
			probe: await this.#once('probe', async () => probeImage(this.cache, await this.#apt(), this.#options)),
		}
	}

	/** The initrd of the accelerator probe. */
	async probeInitrd(): Promise<string> {
		const busybox = await this.#busybox()
		const dir = await this.cache.entry({
			kind: 'initrd',
			inputs: { builder: 1, probe: true, busybox: busybox.key },
			signal: this.#options.signal,
			build: (into) => buildProbeInitrd({ busybox: busybox.path, out: join(into, 'initrd') }),
		})
		return join(dir, 'initrd')
	}

	#busybox(): Promise<Busybox> {
		return this.#once('busybox', async () => debianBusybox(await this.#context()))
	}

	/** A kernel as the matrix spells it. */
	async kernel(spelt: string, brNetfilter: BrNetfilterState): Promise<KernelFiles> {
		const parsed = axisParsers.kernel(spelt)
		const value = 'value' in parsed ? parsed.value : undefined
		if (value?.provider !== 'debian') throw new ArtifactError(`No provider for the kernel ${spelt} yet.`)
		const wanted = value.kind === 'series' ? value.series : value.release
		const without = brNetfilter === 'absent' ? ['br_netfilter'] : []
		return this.#once(`kernel ${wanted} ${without.join()}`, async () => {
			const { signal } = this.#options
			const context = await this.#context()
			const found = await this.#once(`tree ${wanted}`, () => debianKernel(wanted, context))
			const busybox = await this.#busybox()
			const kernel = await readKernelTree([found.tree])
			const initrdDir = await this.cache.entry({
				kind: 'initrd',
				inputs: { kernel: found.key, busybox: busybox.key, init: (await initrdInit()).toString() },
				signal,
				build: (into) => buildInitrd({ kernel, busybox: busybox.path, out: join(into, 'initrd'), signal }),
			})
			const modulesDir = await this.cache.entry({
				kind: 'modules',
				inputs: { builder: 1, kernel: found.key, without },
				signal,
				onBuild: () => this.#options.log(`Building the module disk of Linux ${kernel.release}`),
				build: (into) => buildModulesImage({ kernel, without, out: join(into, 'modules.ext4'), signal }),
			})
			return {
				release: kernel.release,
				vmlinuz: kernel.vmlinuz,
				initrd: join(initrdDir, 'initrd'),
				modulesImage: join(modulesDir, 'modules.ext4'),
				origins: found.origins,
			}
		})
	}

	#base(): Promise<BaseImage> {
		return this.#once('base', async () => baseImage(this.cache, await this.#apt(), this.#options))
	}

	#stack(request: StackRequest): Promise<StackPart[]> {
		return this.#once(JSON.stringify(request), async () => debianStack(request, await this.#context()))
	}

	#apt(): Promise<Apt> {
		const { cacheRoot, signal, log } = this.#options
		return this.#once('apt', () => Apt.open({ cacheRoot, signal, log }))
	}

	async #context() {
		return { cache: this.cache, apt: await this.#apt(), ...this.#options }
	}

	#once<T>(key: string, make: () => Promise<T>): Promise<T> {
		const known = this.#pending.get(key) as Promise<T> | undefined
		if (known) return known
		const made = make()
		this.#pending.set(key, made)
		return made
	}
}

/** What a cell's axes ask of a provider. @throws ArtifactError for providers that are not there yet. */
export function stackRequest(cell: PlannedCell): StackRequest {
	const { docker, rootlesskit, network } = parseAxes(cell.axes)
	const missing = (axis: string) =>
		new ArtifactError(`No provider for ${axis} yet.`, { hint: 'This version gets Debian’s packages only.' })
	if (docker.provider !== 'debian') throw missing(cell.axes.docker)
	if (rootlesskit.provider !== 'debian' && rootlesskit.provider !== 'bundled')
		throw missing(cell.axes.rootlesskit)
	if (network.driver !== 'slirp4netns' && network.driver !== 'pasta') throw missing(cell.axes.network)
	return {
		docker: { provider: 'debian', version: docker.version },
		rootlesskit:
			rootlesskit.provider === 'bundled' ? 'bundled' : { provider: 'debian', version: rootlesskit.version },
		network:
			network.driver === 'pasta'
				? { driver: 'pasta', version: network.version }
				: { driver: 'slirp4netns', ...(network.version ? { version: network.version } : {}) },
	}
}
