import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HarnessError } from '#results'
import { extractPackages } from '../unpack/packages.ts'
import { unpack } from '../unpack/unpack.ts'
import { unmetOptions, unmetWords } from './fragment.ts'
import { make, type MakeProgress } from './make.ts'

export interface CompileRequest {
	/** The linux-source package. */
	readonly sourceDeb: string
	/** What is asked of its configuration, as lines of one. */
	readonly fragment: string
	/** Where the tree is to be, laid out as Debian does since 6.19. */
	readonly tree: string
	/** For everything that is thrown away again; must not be there yet. */
	readonly workDir: string
	readonly signal?: AbortSignal | undefined
	/** Told the path of the finished configuration before anything is compiled; what it throws ends the build. */
	readonly onConfigured?: (config: string) => Promise<void>
	readonly onProgress?: (progress: MakeProgress) => void
}

const [CONFIGURE_DEADLINE, COMPILE_DEADLINE] = [15 * 60_000, 3 * 60 * 60_000]

/** Linux 6.12 has 92,000 files and directories, 1.6 GB. */
const limits = { entries: 200_000, bytes: 4 * 2 ** 30 }

/**
 * Compiles a kernel with everything built in, and returns its release.
 * @throws HarnessError when the configuration is not what the fragment asks for; HostError when a step fails.
 */
export async function compileKernel(request: CompileRequest): Promise<string> {
	const { fragment, tree, workDir, signal, onConfigured, onProgress } = request
	const cwd = await unpackSource(request)
	const [wanted, config] = [join(workDir, 'fragment'), join(cwd, '.config')]
	await writeFile(wanted, fragment)
	await make([`KCONFIG_ALLCONFIG=${wanted}`, 'allnoconfig'], { cwd, signal, deadline: CONFIGURE_DEADLINE })
	assertConfigured(fragment, await readFile(config, 'utf8'))
	await onConfigured?.(config)
	await make(['bzImage'], {
		cwd,
		signal,
		deadline: COMPILE_DEADLINE,
		...(onProgress ? { onProgress } : {}),
	})
	const release = (await readFile(join(cwd, 'include/config/kernel.release'), 'utf8')).trim()
	const modules = join(tree, 'usr/lib/modules', release)
	await mkdir(modules, { recursive: true })
	await copyFile(join(cwd, 'arch/x86/boot/bzImage'), join(modules, 'vmlinuz'))
	await copyFile(config, join(modules, 'config'))
	// With these, modprobe knows what is built in, and depmod has nothing to complain of.
	for (const name of ['modules.builtin', 'modules.builtin.modinfo'])
		await copyFile(join(cwd, name), join(modules, name))
	await writeFile(join(modules, 'modules.order'), '')
	await rm(workDir, { recursive: true })
	return release
}

async function unpackSource({ sourceDeb, workDir, signal }: CompileRequest): Promise<string> {
	const debDir = join(workDir, 'deb')
	await extractPackages([{ path: sourceDeb }], debDir, signal)
	const [tarball = ''] = (await readdir(join(debDir, 'usr/src'))).filter((name) => /\.tar\.\w+$/.test(name))
	const path = join(debDir, 'usr/src', tarball)
	const into = join(workDir, 'source')
	await unpack({ archive: path, into, signal, limits, links: 'root' })
	await rm(debDir, { recursive: true })
	const [source = ''] = await readdir(into)
	return join(into, source)
}

/** @throws HarnessError naming each option of the fragment that does not hold in the configuration. */
export function assertConfigured(fragment: string, config: string): void {
	const unmet = unmetOptions(fragment, config)
	if (unmet.length === 0) return
	throw new HarnessError(
		'artifact',
		`This kernel’s source does not take the config fragment: ${unmetWords(unmet)}.`,
		{
			hint: 'What an option depends on is off, or it has another name in this series: look into its Kconfig.',
		},
	)
}
