import { basename, dirname } from 'node:path'
import { guestArchitecture, nodeArchitecture } from '#results/architecture'
import type { Cell } from '#harness/matrix'
import type { ImageOrigin } from '#results'
import type { CellArtifacts } from './run-artifacts.ts'

/** The images of a cell that are built and not downloaded, for its record. */
export const imagesOf = (
	cell: Cell,
	{ base, probe }: Pick<CellArtifacts, 'base' | 'probe'>,
): ImageOrigin[] => [
	{ image: `base ${cell.axes.guest.raw}`, key: base.key },
	// It lies in its entry of the cache, whose name is its key.
	{ image: `probe ${nodeArchitecture(guestArchitecture([cell]))}`, key: basename(dirname(probe.path)) },
]
