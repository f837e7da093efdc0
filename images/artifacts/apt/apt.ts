import { mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { HarnessError, InterruptedError } from '#results'
import {
	type Architecture,
	type DebianArchitecture,
	debianArchitecture,
	hostArchitecture,
} from '#results/architecture'
import { holdMutex, runTool, writeAtomic } from '#vm/host'
import { acquireOptions, type DebianMirror, pickMirror, privateAptConf, sourcesList } from './apt-config.ts'
import { aptFault, aptWords } from './apt-fault.ts'
import { Debs } from './debs.ts'
import { assertPackage, assertPackageName, type PackageVersion } from './debian-names.ts'
import { shownUrl } from '../download/address.ts'
import { ArtifactFault, explainFullDisk } from '../fault.ts'
import { lockPathOf } from '../locks.ts'
import { type CacheOrigin, pullFile } from '../origin.ts'
import { askHostApt } from './host-apt.ts'
import { PackageLists } from './package-lists.ts'
import { VersionLookup } from './version-lookup.ts'

/** A package that may be one that the lock file knows. */
export interface WantedPackage extends PackageVersion {
	readonly sha256?: string
}

export interface DownloadedPackage extends PackageVersion {
	readonly path: string
	readonly sha256: string
}

export interface AptOptions {
	/** The cache's root; the private apt lives in `apt/` below it. */
	readonly cacheRoot: string
	/** What packages are to be for; default: what this host's are for. */
	readonly arch?: Architecture | undefined
	readonly env?: NodeJS.ProcessEnv
	readonly signal?: AbortSignal | undefined
	readonly log?: (message: string) => void
	/** Never open a connection: the lists and packages that are there have to do. */
	readonly offline?: boolean | undefined
	/** Asked for packages whose sums are known before the mirror is, which is then asked nothing that is not needed. */
	readonly origin?: CacheOrigin | undefined
	/** Told each file of a package that somebody asked for. */
	readonly onUse?: ((path: string) => unknown) | undefined
}

/**
 * An apt of our own beside the host's: its mirror, its way to it, its keyring, but Debian's suites from 11 to
 * sid at once, and nothing of the host's state. apt verifies signatures (InRelease → Packages → sha256).
 */
export class Apt {
	readonly mirror: DebianMirror
	readonly #root: string
	readonly #options: AptOptions
	readonly #debs: Debs
	readonly #lookup = new VersionLookup(async (names) => {
		await this.#lists.assertThere(names[0]!)
		return this.#run(['apt-cache', 'madison', '--', ...names], `look up the versions of ${names.join(', ')}`)
	})
	readonly #lists: PackageLists

	private constructor(root: string, mirror: DebianMirror, options: AptOptions) {
		this.#root = root
		this.mirror = mirror
		this.#options = options
		// Packages say what they are for, lists do not.
		this.#debs = new Debs(
			join(options.cacheRoot, 'apt/debs'),
			options.cacheRoot,
			debianArchitecture(options.arch ?? hostArchitecture()),
		)
		this.#lists = new PackageLists({
			...options,
			root,
			mirror: shownUrl(mirror.uri),
			update: async () => {
				await this.#run(['apt-get', 'update', '--error-on=any'], 'read Debian’s package lists')
				this.#lookup.forget()
			},
		})
	}

	/** Opens the private apt, and refreshes its lists when they are older than twelve hours. */
	static async open(options: AptOptions): Promise<Apt> {
		const { signal } = options
		const foreign = foreignOf(options.arch)
		const common = join(options.cacheRoot, 'apt')
		const root = foreign === undefined ? common : join(common, foreign)
		await mkdir(join(common, 'debs'), { recursive: true })
		for (const dir of ['etc', 'state/lists/partial', 'cache/archives/partial'])
			await mkdir(join(root, dir), { recursive: true })
		const { targets, dump } = await askHostApt(root, signal)
		const mirror = pickMirror(targets, (options.env ?? process.env).ROOTLESS_MATRIX_DEBIAN_MIRROR)
		const apt = new Apt(root, mirror, options)
		{
			await using _lock = await holdMutex(join(root, 'lock'), { signal })
			await writeWhole(join(root, 'etc/sources.list'), sourcesList(mirror))
			await writeWhole(join(root, 'state/status'), '')
			await writeWhole(apt.#acquirePath, acquireOptions(dump))
			await writeWhole(apt.configPath, privateAptConf(root, acquireOptions(dump), foreign))
		}
		// Where another cache has all that is wanted, no mirror need be there.
		if (!options.origin) await apt.freshenLists()
		return apt
	}

	/** Reads the lists if they are old and that was put off: for who runs an apt-get of his own. */
	freshenLists(): Promise<void> {
		return this.#lists.freshen()
	}

	/** The apt.conf; programs that use APT_CONFIG see what this apt sees. */
	get configPath(): string {
		return join(this.#root, 'apt.conf')
	}

	/**
	 * Only what concerns getting files: for mmdebstrap, whose apt has directories of its own.
	 * @throws ArtifactFault `offline`: mmdebstrap asks the mirror.
	 */
	get configAcquirePath(): string {
		if (!this.#options.offline) return this.#acquirePath
		throw new ArtifactFault('offline', 'This would have to be built by mmdebstrap, and this run is offline.')
	}

	/** Whether it may not open a connection. */
	get isOffline(): boolean {
		return this.#options.offline === true
	}

	/** A sources.list of one suite, for mmdebstrap. It may hold credentials: it is for a file of ours, not for a guest. */
	sourcesListOf(suite: string): string {
		return sourcesList(this.mirror, [suite])
	}

	get #acquirePath(): string {
		return join(this.#root, 'acquire.conf')
	}

	/** All versions of a package over all suites, as `apt-cache madison` knows them; newest first. */
	async versions(name: string): Promise<PackageVersion[]> {
		assertPackageName(name)
		return this.#lookup.versions(name)
	}

	/** Names of packages that begin so. Not each has versions: other packages may only speak of it. */
	async names(prefix: string): Promise<string[]> {
		await this.#lists.assertThere(prefix)
		const list = await this.#run(['apt-cache', 'pkgnames', '--', prefix], `look up packages named ${prefix}…`)
		return list.split('\n').filter((name) => name !== '')
	}

	/**
	 * Brings packages to the cache and returns their files. A package that is there already is not fetched; one
	 * that is there and damaged goes to quarantine and is fetched again.
	 * @throws ArtifactFault naming the package: `not-found` when the mirror does not have it (any more), `offline` when it
	 * would have to be fetched, `wrong-sum` when it is another than the lock file's, `unauthenticated`, … as apt says.
	 */
	async download(packages: readonly WantedPackage[]): Promise<DownloadedPackage[]> {
		for (const item of packages) assertPackage(item)
		const { cacheRoot, signal } = this.#options
		await using _lock = await holdMutex(lockPathOf(cacheRoot, { kind: 'debs', name: '' }), { signal })
		const missing = []
		for (const item of packages) if ((await this.#sumOf(item)) === undefined) missing.push(item)
		const left = await this.#pull(missing)
		if (left.length > 0) await this.#fetch(left)
		const found = []
		for (const item of packages) {
			const sha256 = await this.#sumOf(item)
			if (sha256 === undefined)
				throw new HarnessError(
					'artifact',
					`apt-get downloaded ${item.name} ${item.version}, but under another name.`,
					{ output: (await readdir(this.#debs.dir)).join('\n') },
				)
			if (item.sha256 !== undefined && sha256 !== item.sha256) throw await this.#wrongSum(item, sha256)
			this.#options.onUse?.(this.#debs.path(item))
			found.push({
				name: item.name,
				version: item.version,
				suite: item.suite,
				path: this.#debs.path(item),
				sha256,
			})
		}
		return found
	}

	#sumOf(item: WantedPackage): Promise<string | undefined> {
		return this.#debs.sumOf(item, async () => item.sha256 ?? (await this.#listedSum(item)))
	}

	/** The sum in Debian's signed lists; undefined when they no longer name the package. */
	async #listedSum({ name, version }: PackageVersion): Promise<string | undefined> {
		const wanted = `${name}=${version}`
		const record = await this.#run(['apt-cache', 'show', '--', wanted], `look up ${wanted}`).catch(() => '')
		return /^SHA256: ([0-9a-f]{64})$/m.exec(record)?.[1]
	}

	/** Takes what another cache has; @returns what is still missing. */
	async #pull(missing: readonly WantedPackage[]): Promise<WantedPackage[]> {
		const { origin, signal } = this.#options
		if (!origin || missing.every(({ sha256 }) => sha256 === undefined)) return [...missing]
		const left: WantedPackage[] = []
		try {
			await this.#debs.receive(async (arriving) => {
				for (const item of missing) {
					const into = join(arriving, basename(this.#debs.path(item)))
					const came = item.sha256 !== undefined && (await pullFile(item.sha256, into, { origin, signal }))
					if (!came) left.push(item)
				}
			})
			return left
		} catch (error) {
			throw explainFullDisk(error, missing.map(({ name }) => name).join(', '))
		}
	}

	async #fetch(missing: readonly WantedPackage[]): Promise<void> {
		const { offline, log, signal } = this.#options
		const names = missing.map((item) => `${item.name}=${item.version}`)
		const list = names.join(', ')
		if (offline)
			throw new ArtifactFault('offline', `Not in the cache, and this run is offline: ${list}.`, {
				hint: 'Run `rootless-matrix fetch` where there is a connection, on the same cache.',
			})
		await this.#lists.freshen()
		log?.(`Downloading ${list}`)
		try {
			await this.#debs.receive(async (arriving) => {
				const download = () =>
					this.#run(['apt-get', 'download', '--', ...names], `download ${list}`, arriving)
				await download().catch(async (error: unknown) => {
					// The lists may be from before what is asked for: a lock file of another machine, a mirror that moved on.
					if (signal?.aborted || !(await this.#lists.readAgain())) throw error
					await download()
				})
			})
		} catch (cause) {
			if (signal?.aborted) throw new InterruptedError(`Stopped while downloading ${list}.`, { cause })
			const locked = missing.some((item) => item.sha256 !== undefined)
			const asks = locked ? ' The lock file asks for exactly these versions.' : ''
			throw aptFault(cause, `Debian’s mirror did not give ${list}.${asks}`, {
				absent: locked
					? 'Mirrors drop old versions: copy the cache of a machine that has them, or remove the entries from the lock file.'
					: 'Mirrors drop old versions from their pool; ask for a series (`debian:6.12`) instead of one version.',
			})
		}
	}

	async #wrongSum(item: WantedPackage, found: string): Promise<ArtifactFault> {
		const quarantined = await this.#debs.quarantine(item)
		return new ArtifactFault(
			'wrong-sum',
			`${item.name} ${item.version} has sha256 ${found}; the lock file says ${item.sha256}.`,
			{
				evidence: [quarantined],
				hint: `It is not used; it is in quarantine: ${quarantined}. If it is the right one after all, remove the entry from the lock file.`,
			},
		)
	}

	#run(argv: readonly string[], to: string, cwd?: string): Promise<string> {
		return runTool(argv, {
			to,
			signal: this.#options.signal,
			deadline: 600_000,
			env: { APT_CONFIG: this.configPath, ...aptWords },
			...(cwd ? { cwd } : {}),
			hint: 'Is the Debian mirror reachable? `rootless-matrix doctor` tells which one is used.',
		})
	}
}

/** Debian's name for what packages are to be for, where this host's are for something else. */
const foreignOf = (arch: Architecture | undefined): DebianArchitecture | undefined =>
	arch === undefined || arch === hostArchitecture() ? undefined : debianArchitecture(arch)

/** Another process of ours may be reading the file this moment. */
async function writeWhole(path: string, text: string): Promise<void> {
	if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return
	await writeAtomic(path, text)
}
