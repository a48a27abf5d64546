namespace MlDash.Filtering;

/// <summary>What a filter is about: which names there are, and what words alone mean.</summary>
/// <typeparam name="T">What is filtered.</typeparam>
internal abstract class FilterSubject<T>
{
    /// <summary>A name, as an example for errors.</summary>
    public abstract string Name { get; }

    /// <summary>A condition, as an example for errors.</summary>
    public abstract string Condition { get; }

    /// <summary>A condition with several values, as an example for errors.</summary>
    public abstract string Choice { get; }

    /// <summary>What to do when something that is no list is asked for what it has.</summary>
    public abstract string HasAction { get; }

    /// <summary>The key that a piece of a filter names.</summary>
    /// <exception cref="ConfigurationException"><c>IllegalFilter</c>.</exception>
    public abstract FilterKey<T> KeyOf(FilterToken token);

    /// <summary>The condition that a word is by itself; null when it is searched for.</summary>
    public virtual FilterCondition<T>? WordOf(FilterToken token) => null;

    /// <summary>The texts in which words are searched for.</summary>
    public abstract IEnumerable<string> TextsOf(T subject);
}
