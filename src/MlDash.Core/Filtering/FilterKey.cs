using System.Globalization;

namespace MlDash.Filtering;

/// <summary>What a filter asks about.</summary>
/// <typeparam name="T">What is filtered.</typeparam>
/// <param name="text">As it was written.</param>
internal abstract class FilterKey<T>(string text)
{
    /// <summary>As it was written.</summary>
    public string Text { get; } = text;

    /// <summary>Whether its values are texts of a list.</summary>
    public virtual bool IsList => false;

    /// <summary>Whether its values are times.</summary>
    public virtual bool IsTime => false;

    /// <summary>Whether its values are lengths of time, in seconds.</summary>
    public virtual bool IsSpan => false;

    /// <summary>Its value; null when the subject has none.</summary>
    public abstract object? Of(T subject);

    /// <summary>The texts of its list.</summary>
    public virtual IReadOnlyList<string> ListOf(T subject) => [];

    /// <summary>Refuses to be compared with what it can never be.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>.</exception>
    public virtual void Check(FilterToken token, FilterValue value)
    {
        if (IsTime && value.Time is null)
            throw FilterFault.At(token.At, $"'{token.Text}' is no time.", "Give a date, such as 2026-01-31, or how long ago, such as -7d.");
        if (IsSpan && value.Span is null && value.Number is null)
            throw FilterFault.At(token.At, $"'{token.Text}' is no length of time.", "Give seconds, or a number with s, min, h, d or w.");
    }

    /// <summary>Its value as a text, or those of its list; none when the subject has none.</summary>
    public IEnumerable<string> TextsOf(T subject) => IsList ? ListOf(subject) : Of(subject) switch
    {
        null => [],
        DateTimeOffset time => [time.ToString("O", CultureInfo.InvariantCulture)],
        var value => [string.Create(CultureInfo.InvariantCulture, $"{value}")],
    };
}
