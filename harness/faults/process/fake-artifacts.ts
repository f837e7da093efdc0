import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ArtifactStore, Cache, memoryLock, openLockFile, type StackPart } from '#images'
import type { ArtifactSource, RunOptions } from '#harness/run'
import { artifactNames } from './setup.ts'

type Open = NonNullable<RunOptions['openArtifacts']>

/** Milliseconds. A mirror that stalls is given up soon; one that is only slow answers within some tens of them. */
const limits = { connectMs: 4_000, stallMs: 1_500, deadlineMs: 30_000, retryDelaysMs: [50] }

/**
 * A fake of where artifacts come from: small files of a mirror on loopback. All that is around them is the product's: downloads,
 * pins, the content store, entries of the cache with their manifests and locks.
 */
export const openFakeArtifacts =
	(mirror: string): Open =>
	async ({ cacheRoot, lockPath, frozen, signal, log }): Promise<ArtifactSource> => {
		const cache = new Cache(cacheRoot)
		const lock =
			lockPath === undefined
				? memoryLock()
				: await openLockFile(lockPath, { frozen: frozen ?? false, signal })
		const store = new ArtifactStore({ cache, lock, signal, log, limits })
		const known = new Map<string, Promise<{ dir: string; file: string; sha256: string }>>()
		const entry = (kind: string, name: string) => {
			const found = known.get(name) ?? makeEntry(kind, name)
			known.set(name, found)
			return found
		}
		const makeEntry = async (kind: string, name: string) => {
			const { path, sha256 } = await store.obtain({
				key: name,
				name,
				maxBytes: 2 ** 20,
				sources: [{ kind: 'url', url: `${mirror}/${name}` }],
			})
			const dir = await cache.entry({
				kind,
				inputs: { fake: 1, name, sha256 },
				signal,
				onDamage: (damage, where) => log(`${kind} ${name} is damaged (${damage}); it is kept in ${where}.`),
				build: (into) => copyFile(path, join(into, 'file')),
			})
			return { dir, file: join(dir, 'file'), sha256 }
		}
		const part = async (name: 'docker' | 'network', value: string): Promise<StackPart> => {
			const artifact = artifactNames[name](value)
			const { file, sha256 } = await entry('parts', artifact)
			const version = /\d[\d._]*/.exec(value)?.[0] ?? ''
			return {
				name,
				directory: artifact,
				image: file,
				program: name === 'docker' ? 'dockerd' : 'pasta',
				version,
				origins: [{ part: name, provider: 'fake', version, source: artifact, sha256 }],
			}
		}
		const kernel: ArtifactSource['kernel'] = async ({ raw }) => {
			const { file, sha256 } = await entry('kernels', artifactNames.kernel(raw))
			const origin = { part: 'kernel', provider: 'fake', version: raw, source: raw, sha256 }
			return { release: '6.12.107', vmlinuz: file, initrd: file, modulesImage: file, origins: [origin] }
		}
		const stack: ArtifactSource['stack'] = ({ axes }) =>
			Promise.all([part('docker', axes.docker.raw), part('network', axes.network.raw)])
		return {
			cache,
			stack,
			kernel,
			probeInitrd: async () => (await entry('base', artifactNames.base)).file,
			async forCell(cell) {
				const parts = await stack(cell)
				const rest = [
					kernel(cell.axes.kernel),
					entry('base', artifactNames.base),
					entry('probe', artifactNames.probe),
				] as const
				await Promise.allSettled(rest)
				const [ofKernel, base, probe] = await Promise.all(rest)
				return {
					parts,
					kernel: ofKernel,
					base: { path: base.file, key: base.sha256 },
					probe: { path: probe.file, name: 'probe' },
				}
			},
		}
	}
