export { sourceFolders } from './source-folders.ts'
export { watchCell, type WatchCellOptions, type WatchEvent } from './watch-cell.ts'
