import { type BisectAxis, listValues, obtainKernel, obtainStack } from '#images/providers'
import { type AxisValue, type Cell, stackRequest } from '#harness/matrix'
import { builderCode } from '#harness/sources'
import type { KernelFiles } from './kernel-files.ts'
import { assertGuest, assertModules, assertState, notThisKernel, withheldIn } from './kernel-fit.ts'
import { join } from 'node:path'
import { InternalError } from '#results'
import { type Architecture, guestArchitecture, hostArchitecture } from '#results/architecture'
import {
	Apt,
	ArtifactStore,
	assertOwnCache,
	type BaseImage,
	baseImage,
	baseImageNote,
	type Busybox,
	Cache,
	type CacheOrigin,
	debianBusybox,
	faultReason,
	type Lock,
	openLockFile,
	type PartContext,
	type ProbeImage,
	probeImage,
	type Progress,
	type StackPart,
	upstreamSources,
} from '#images'
import {
	buildInitrd,
	buildModulesImage,
	buildProbeInitrd,
	missingModules,
	type ReadDisk,
	readKernelTree,
} from '#vm'
import { notBuiltOffline, troubleOf } from './artifact-trouble.ts'
import { type DiskGuestFiles, diskGuestInitrd, readDisk } from './read-disk.ts'

/** What the shipped presets test with. */
const diskGuestKernel = { raw: 'debian:6.12', value: { provider: 'debian', version: '6.12' } } as const

export interface CellArtifacts {
	readonly kernel: KernelFiles
	readonly base: Pick<BaseImage, 'path' | 'key'>
	readonly parts: readonly StackPart[]
	readonly probe: ProbeImage
}

/** Where artifacts may come from, and which are accepted. */
export interface ArtifactSources {
	/** Addresses, and paths of directories, that are asked before the public addresses. */
	readonly mirrors?: readonly string[]
	/** Never open a connection. */
	readonly offline?: boolean
	/** Accept nothing that the lock file does not have. */
	readonly frozen?: boolean
	/** The lock file; without one, nothing is pinned beyond the run. */
	readonly lockPath?: string
	/** What relative paths among a cell's values are meant from; default: the current directory. */
	readonly baseDir?: string
	/** Another cache, asked for what this one lacks before any mirror is. */
	readonly origin?: CacheOrigin | undefined
}

export interface RunArtifactsOptions extends Omit<ArtifactSources, 'frozen' | 'lockPath'> {
	readonly cacheRoot: string
	/** The guests'; default: this machine's. */
	readonly arch?: Architecture | undefined
	readonly signal: AbortSignal
	readonly log: (message: string) => void
	readonly onProgress?: (progress: Progress) => void
	/** For ROOTLESS_MATRIX_DOCKER_MIRROR and the like; default: the process's. */
	readonly env?: NodeJS.ProcessEnv
	readonly lock?: Lock
}

/**
 * What the cells of one run are made of. Each thing is fetched or built once, by the first cell that asks; a
 * failure is every asker's, and is not tried again behind their back.
 */
export class RunArtifacts {
	readonly cache: Cache
	readonly #options: RunArtifactsOptions
	readonly #arch: Architecture
	readonly #store: ArtifactStore
	readonly #pending = new Map<string, Promise<unknown>>()
	readonly #noted = new Set<string>()

	constructor(options: RunArtifactsOptions) {
		this.#options = options
		this.#arch = options.arch ?? hostArchitecture()
		const { cacheRoot, origin, lock, offline, signal, log, onProgress } = options
		this.cache = new Cache(cacheRoot, { origin })
		this.#store = new ArtifactStore({ cache: this.cache, lock, offline, signal, log, onProgress })
	}

	/** Reads the lock file first. @throws ConfigurationError when it cannot be used, or the cache is somebody else's. */
	static async open(
		this: void,
		options: Omit<RunArtifactsOptions, 'lock'> & ArtifactSources,
	): Promise<RunArtifacts> {
		const { cacheRoot, env, lockPath, frozen = false, signal } = options
		await assertOwnCache(cacheRoot, { env })
		if (lockPath === undefined) return new RunArtifacts(options)
		return new RunArtifacts({ ...options, lock: await openLockFile(lockPath, { frozen, signal }) })
	}

	/**
	 * Everything that a cell boots with.
	 * @throws ArtifactError when something is not available, which makes the cell `unavailable`; other HarnessErrors.
	 */
	async forCell(cell: Cell): Promise<CellArtifacts> {
		const arch = guestArchitecture([cell])
		if (arch !== this.#arch)
			throw new InternalError(
				`The cell ${cell.slug} is of ${arch}, and what it is to be made of of ${this.#arch}.`,
			)
		try {
			// First, since nothing else is worth its time where the stack is not available.
			const parts = await this.stack(cell)
			// Side by side: one waits for the mirror where another one computes.
			const rest = [
				this.kernel(cell.axes.kernel, withheldIn(cell)),
				this.base(cell.axes.guest),
				this.probe(),
			] as const
			// A cell that fails leaves nothing at work behind.
			await Promise.allSettled(rest)
			const [kernel, base, probe] = await Promise.all(rest)
			assertState(kernel, cell.axes.brNetfilter.value)
			await assertModules(kernel, cell)
			assertGuest(kernel, cell.axes.guest)
			return { parts, kernel, base, probe }
		} catch (error) {
			throw troubleOf(error)
		}
	}

	/** The disks of a cell's stack. */
	stack({ axes }: Cell): Promise<StackPart[]> {
		const request = stackRequest(axes)
		return this.#once(JSON.stringify(request), async () => {
			const parts = await obtainStack(request, await this.#context())
			for (const { directory, notes = [] } of parts)
				for (const note of notes) this.#note(`${directory}: ${note}`)
			return parts
		})
	}

	/** The values of an axis that providers could be asked for now. */
	async values(axis: BisectAxis): Promise<string[]> {
		return listValues(axis, await this.#context())
	}

	/** The base image of a value of the axis guest. */
	base({ raw, value }: AxisValue<'guest'>): Promise<BaseImage> {
		return this.#once(`base ${raw}`, async () => {
			const image = await this.#built('The base image', (...context) => baseImage(value, ...context))
			this.#note(baseImageNote(image))
			return image
		})
	}

	probe(): Promise<ProbeImage> {
		return this.#once('probe', () => this.#built('The probe image', probeImage))
	}

	/** The initrd of the accelerator probe. */
	async probeInitrd(): Promise<string> {
		const busybox = await this.#busybox()
		const dir = await this.cache.entry({
			kind: 'initrd',
			inputs: { code: await builderCode('initrd'), probe: true, busybox: busybox.key },
			signal: this.#options.signal,
			build: (into) => buildProbeInitrd({ busybox: busybox.path, out: join(into, 'initrd') }),
		})
		return join(dir, 'initrd')
	}

	/** What reads a kernel out of a disk image: in a guest, once for the same content. */
	get readDisk(): ReadDisk {
		const { signal, log } = this.#options
		const guestFiles = () => this.#once('disk guest', () => this.#diskGuestFiles())
		return (disk) => readDisk(disk, { cache: this.cache, arch: this.#arch, guestFiles, signal, log })
	}

	async #diskGuestFiles(): Promise<DiskGuestFiles> {
		const { signal } = this.#options
		const { raw, value } = diskGuestKernel
		const found = await this.#once(`tree ${raw}`, async () => obtainKernel(value, await this.#context()))
		const busybox = await this.#busybox()
		const files = await diskGuestInitrd(this.cache, { found, busybox, signal })
		return { ...files, probeInitrd: await this.probeInitrd() }
	}

	#busybox(): Promise<Busybox> {
		return this.#once('busybox', async () => debianBusybox(await this.#context()))
	}

	/** A value of the axis kernel, whose module disk is without these. */
	kernel({ raw, value }: AxisValue<'kernel'>, without: readonly string[] = []): Promise<KernelFiles> {
		return this.#once(`kernel ${raw} ${without.join()}`, async () => {
			const { signal } = this.#options
			const found = await this.#once(`tree ${raw}`, async () => obtainKernel(value, await this.#context()))
			const busybox = await this.#busybox()
			const { devices, brNetfilter: has } = found
			const kernel = found.kernel ?? (await readKernelTree([found.tree]))
			const needed = devices?.initrdModules
			const initrdDir = await this.cache.entry({
				kind: 'initrd',
				inputs: { code: await builderCode('initrd'), kernel: found.key, busybox: busybox.key, needed },
				signal,
				build: (into) =>
					buildInitrd({ kernel, busybox: busybox.path, out: join(into, 'initrd'), needed, signal }),
			})
			const modulesDir = await this.cache.entry({
				kind: 'modules',
				inputs: { code: await builderCode('modules'), kernel: found.key, without },
				signal,
				onBuild: () => this.#options.log(`Building the module disk of Linux ${kernel.release}`),
				build: (into) =>
					buildModulesImage({ kernel, without, out: join(into, 'modules.ext4'), signal }).catch(
						notThisKernel,
					),
			})
			return {
				release: kernel.release,
				vmlinuz: kernel.vmlinuz,
				initrd: join(initrdDir, 'initrd'),
				modulesImage: join(modulesDir, 'modules.ext4'),
				origins: found.origins,
				devices,
				brNetfilter: has,
				missing: (names) => missingModules(kernel, names),
			}
		})
	}

	/** Both are built by mmdebstrap, which needs the mirror; what is in the cache needs nothing. */
	async #built<T>(what: string, build: ImageBuilder<T>): Promise<T> {
		const { offline, signal, log } = this.#options
		const own = { arch: this.#arch, signal }
		try {
			return await build(this.cache, await this.#apt(), offline ? own : { ...own, log })
		} catch (error) {
			throw faultReason(error) === 'offline' ? notBuiltOffline(what) : error
		}
	}

	#apt(): Promise<Apt> {
		const { cacheRoot, signal, log, offline, env, origin } = this.#options
		const onUse = (path: string) => this.cache.noteUsed(path)
		return this.#once('apt', () =>
			Apt.open({ cacheRoot, arch: this.#arch, signal, log, offline, origin, onUse, ...(env ? { env } : {}) }),
		)
	}

	async #context(): Promise<PartContext> {
		const { mirrors, env, signal, log, baseDir } = this.#options
		const upstream = upstreamSources(mirrors, env)
		return {
			cache: this.cache,
			arch: this.#arch,
			apt: await this.#apt(),
			store: this.#store,
			upstream,
			baseDir,
			codeOf: builderCode,
			readDisk: this.readDisk,
			signal,
			log,
		}
	}

	/** Said once, however many cells it concerns. */
	#note(message: string): void {
		if (this.#noted.has(message)) return
		this.#noted.add(message)
		this.#options.log(message)
	}

	#once<T>(key: string, make: () => Promise<T>): Promise<T> {
		const known = this.#pending.get(key) as Promise<T> | undefined
		if (known) return known
		const made = make()
		this.#pending.set(key, made)
		return made
	}
}

type ImageBuilder<T> = (
	cache: Cache,
	apt: Apt,
	options: { arch: Architecture; signal: AbortSignal; log?: (message: string) => void },
) => Promise<T>
