import { compareVersions } from '#results'

/** What Docker's release notes say came with a release. Others bring a RootlessKit as well; it says which itself. */
const bundles: Readonly<Record<string, { readonly rootlesskit: string; readonly buildx: string }>> = {
	'27.5.1': { rootlesskit: '2.3.2', buildx: '0.20.0' },
}

export const bundleOf = (docker: string) => bundles[docker]

/** A Docker release whose extras bring this RootlessKit: a mirror of Docker's server is enough to get it. */
export const dockerWithRootlessKit = (rootlesskit: string): string | undefined =>
	Object.entries(bundles).find(([, bundle]) => bundle.rootlesskit === rootlesskit)?.[0]

/** Docker 28 has taken RootlessKit's proxy into its own. */
export const needsRootlessKitProxy = (docker: string): boolean =>
	(compareVersions('program', docker, '28.0.0') ?? 0) < 0
