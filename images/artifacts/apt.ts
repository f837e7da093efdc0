import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ArtifactError, explainError } from '#results'
import { lockFile } from '../host/lock.ts'
import { runTool } from '../host/run-tool.ts'
import { acquireOptions, type DebianMirror, pickMirror, privateAptConf, sourcesList } from './apt-config.ts'
import { sha256OfFile } from './cache.ts'
import { isThere } from './tree.ts'

export interface PackageVersion {
	readonly name: string
	readonly version: string
	/** `trixie`, `sid` … */
	readonly suite: string
}

export interface DownloadedPackage extends PackageVersion {
	readonly path: string
	readonly sha256: string
}

export interface AptOptions {
	/** The cache's root; the private apt lives in `apt/` below it. */
	readonly cacheRoot: string
	readonly env?: NodeJS.ProcessEnv
	readonly signal?: AbortSignal | undefined
	readonly log?: (message: string) => void
}

const LISTS_STAY_FRESH_MS = 12 * 60 * 60_000

/**
 * An apt of our own beside the host's: its mirror, its way to it, its keyring, but Debian's suites from 11 to
 * sid at once, and nothing of the host's state. apt verifies signatures (InRelease → Packages → sha256).
 */
export class Apt {
	readonly mirror: DebianMirror
	readonly #root: string
	readonly #options: AptOptions

	private constructor(root: string, mirror: DebianMirror, options: AptOptions) {
		this.#root = root
		this.mirror = mirror
		this.#options = options
	}

	/** Opens the private apt, and refreshes its lists when they are older than twelve hours. */
	static async open(options: AptOptions): Promise<Apt> {
		const { signal } = options
		const root = join(options.cacheRoot, 'apt')
		const targets = await runTool(
			[
				'apt-get',
				'indextargets',
				'--format',
				'$(ORIGIN)|$(RELEASE)|$(REPO_URI)|$(SIGNED_BY)',
				'Created-By: Packages',
			],
			{ to: 'find out which Debian mirror this host uses', signal },
		)
		const mirror = pickMirror(targets, (options.env ?? process.env).ROOTLESS_MATRIX_DEBIAN_MIRROR)
		const dump = await runTool(['apt-config', 'dump'], { to: 'read the host’s apt configuration', signal })
		for (const dir of ['etc', 'state/lists/partial', 'cache/archives/partial', 'debs'])
			await mkdir(join(root, dir), { recursive: true })
		const apt = new Apt(root, mirror, options)
		await using _lock = await lockFile(join(root, 'lock'), signal)
		await writeFile(join(root, 'etc/sources.list'), sourcesList(mirror))
		await writeFile(join(root, 'state/status'), '')
		await writeFile(apt.configAcquirePath, acquireOptions(dump))
		await writeFile(apt.configPath, privateAptConf(root, acquireOptions(dump)))
		await apt.#refresh()
		return apt
	}

	/** The apt.conf; programs that use APT_CONFIG see what this apt sees. */
	get configPath(): string {
		return join(this.#root, 'apt.conf')
	}

	/** Only what concerns getting files: for mmdebstrap, whose apt has directories of its own. */
	get configAcquirePath(): string {
		return join(this.#root, 'acquire.conf')
	}

	/** All versions of a package over all suites, as `apt-cache madison` knows them; newest first. */
	async versions(name: string): Promise<PackageVersion[]> {
		const table = await this.#run(['apt-cache', 'madison', name], `look up the versions of ${name}`)
		return parseMadison(table)
	}

	/** Names of packages that match a regular expression. */
	async names(pattern: string): Promise<string[]> {
		const list = await this.#run(
			['apt-cache', 'search', '--names-only', pattern],
			`look up packages named ${pattern}`,
		)
		return list
			.split('\n')
			.map((line) => line.split(' - ')[0] ?? '')
			.filter((name) => name !== '')
	}

	/**
	 * Brings packages to the cache and returns their files. A package that is there already is not fetched.
	 * @throws ArtifactError naming the package when the mirror does not have it (any more).
	 */
	async download(packages: readonly PackageVersion[]): Promise<DownloadedPackage[]> {
		await using _lock = await lockFile(join(this.#root, 'lock-download'), this.#options.signal)
		const debs = join(this.#root, 'debs')
		const missing = []
		for (const item of packages) if (!(await isThere(join(debs, fileName(item))))) missing.push(item)
		if (missing.length > 0) {
			const names = missing.map((item) => `${item.name}=${item.version}`)
			this.#options.log?.(`Downloading ${names.join(', ')}`)
			// apt writes straight to the final name: a killed run must not leave half a package there.
			const arriving = await mkdtemp(join(this.#root, 'arriving-'))
			try {
				await this.#run(['apt-get', 'download', ...names], `download ${names.join(', ')}`, arriving)
				for (const file of await readdir(arriving)) await rename(join(arriving, file), join(debs, file))
			} catch (cause) {
				this.#options.signal?.throwIfAborted()
				throw new ArtifactError(`Debian’s mirror did not give ${names.join(', ')}: ${explainError(cause)}`, {
					cause,
					hint: 'Mirrors drop old versions from their pool; ask for a series (`debian:6.12`) instead of one version.',
				})
			} finally {
				await rm(arriving, { recursive: true, force: true })
			}
		}
		const found = []
		for (const item of packages) {
			const path = join(debs, fileName(item))
			if (!(await isThere(path)))
				throw new ArtifactError(
					`apt-get downloaded ${item.name} ${item.version}, but not as ${fileName(item)}.`,
					{
						evidence: await readdir(debs),
					},
				)
			found.push({ ...item, path, sha256: await sha256OfFile(path) })
		}
		return found
	}

	async #refresh(): Promise<void> {
		const stamp = join(this.#root, 'state/updated')
		const age = await stat(stamp).then(
			(found) => Date.now() - found.mtimeMs,
			() => Infinity,
		)
		if (age < LISTS_STAY_FRESH_MS) return
		this.#options.log?.('Reading the package lists of Debian 11 to sid')
		await this.#run(['apt-get', 'update', '--error-on=any'], 'read Debian’s package lists')
		await writeFile(stamp, '')
	}

	#run(argv: readonly string[], to: string, cwd?: string): Promise<string> {
		return runTool(argv, {
			to,
			signal: this.#options.signal,
			deadline: 600,
			env: { APT_CONFIG: this.configPath },
			...(cwd ? { cwd } : {}),
			hint: 'Is the Debian mirror reachable? `rootless-matrix doctor` tells which one is used.',
		})
	}
}

/** Lines of `apt-cache madison`: ` docker.io | 26.1.5+dfsg1-9+deb13u1 | URI trixie/main amd64 Packages`. */
export function parseMadison(table: string): PackageVersion[] {
	const found: PackageVersion[] = []
	for (const line of table.split('\n')) {
		const [name, version, source] = line.split('|').map((column) => column.trim())
		const suite = source?.match(/ (\S+)\/main \S+ Packages$/)?.[1]
		if (name && version && suite) found.push({ name, version, suite })
	}
	return found
}

/** The name under which `apt-get download` leaves a package: the epoch's colon is percent-encoded. */
function fileName({ name, version }: PackageVersion): string {
	const arch = process.arch === 'arm64' ? 'arm64' : 'amd64'
	return `${name}_${version.replace(':', '%3a')}_${arch}.deb`
}
