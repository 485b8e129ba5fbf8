declare module 'virtual:texts' {
  /** Where the texts of each language are. */
  const places: Record<'ru' | 'en', string>
  export default places
}
