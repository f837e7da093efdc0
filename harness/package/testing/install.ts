import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { readManifest } from '#harness/bundle'
import { buildPackage, emitTypes } from '../index.ts'

const root = join(import.meta.dirname, '../../..')
const run = promisify(execFile)

const node = (cwd: string, argv: readonly string[]) =>
	run(process.execPath, [...argv], { cwd, env: { ...process.env, NO_COLOR: '1' } })

interface Output {
	readonly stdout: string
	readonly stderr: string
}

/** The package as somebody has it who installed the tarball in an empty directory. */
export interface Install extends AsyncDisposable {
	/** The directory, with nothing but `node_modules`. */
	readonly directory: string
	readonly package: string
	/** As `npm pack` says it. */
	readonly files: readonly { readonly path: string; readonly size: number }[]
	/** The sources that the bundle was made of, relative to the clone. */
	readonly sources: readonly string[]
	/** Runs the command there. Rejects where it ends with another code than 0. */
	cli(...argv: readonly string[]): Promise<Output>
	cliIn(directory: string, ...argv: readonly string[]): Promise<Output>
	/** Runs Node there. Rejects as `cli` does. */
	node(...argv: readonly string[]): Promise<Output>
}

/**
 * Builds the clone, packs it and unpacks the tarball. Nothing is downloaded: the packages that it cannot do without, and no others,
 * are links to those of the clone, where `npm install` would have fetched them.
 */
export async function installTarball(): Promise<Install> {
	const { dependencies, optionalDependencies } = await readManifest(root)
	const packages = [...dependencies, ...optionalDependencies]
	const sources = await buildPackage({ root, outdir: join(root, 'dist'), packages })
	await emitTypes({ root, outdir: join(root, 'dist/types') })
	const directory = await mkdtemp(join(tmpdir(), 'rm-install-'))
	const remove = () => rm(directory, { recursive: true, force: true })
	try {
		const packed = join(directory, 'node_modules/rootless-matrix')
		await mkdir(packed, { recursive: true })
		const pack = ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', directory]
		const { stdout } = await run('npm', pack, {
			cwd: root,
			env: { ...process.env, npm_config_update_notifier: 'false' },
		})
		const [tarball] = JSON.parse(stdout) as { filename: string; files: { path: string; size: number }[] }[]
		if (tarball === undefined) throw new Error('npm packed nothing')
		await run('tar', ['xzf', join(directory, tarball.filename), '-C', packed, '--strip-components=1'])
		await rm(join(directory, tarball.filename))
		for (const name of dependencies) {
			const link = join(directory, 'node_modules', name)
			await mkdir(dirname(link), { recursive: true })
			await symlink(join(root, 'node_modules', name), link)
		}
		const bin = join(packed, 'harness/cli/bin.js')
		return {
			directory,
			package: packed,
			files: tarball.files,
			sources,
			cli: (...argv) => node(directory, [bin, ...argv]),
			cliIn: (folder, ...argv) => node(folder, [bin, ...argv]),
			node: (...argv) => node(directory, argv),
			[Symbol.asyncDispose]: remove,
		}
	} catch (error) {
		await remove()
		throw error
	}
}
