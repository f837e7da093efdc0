export { reportHtml } from './html.ts'
export type { PageOptions } from './build-page.ts'
